package app

// setClock takes the time from the network at once.
const setClock = "w32tm /resync"
