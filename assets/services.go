package assets

import _ "embed" // for the directive below

//go:embed services.json
var services []byte

// Services returns the sites under 热门应用 where the settings name none: a JSON list of objects with a "name" by language,
// an "icon" (the end of an IconService constant) and a "url", which is empty where there is no public site that is known.
func Services() []byte { return services }
