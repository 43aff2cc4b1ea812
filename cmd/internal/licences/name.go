package main

import "strings"

// licence is one that may be linked, and words that its text has and no other
// one's.
type licence struct {
	name string
	has  []string
	not  string // what a similar one has
}

// known are the licences that the project takes: none that would bind the
// programs themselves.
var known = []licence{
	{name: "Apache-2.0", has: []string{"apache license", "version 2.0"}},
	{name: "MIT", has: []string{"permission is hereby granted, free of charge, to any person obtaining a copy", "the software is provided \"as is\""}},
	{name: "MIT", has: []string{"permission is hereby granted, free of charge, to any person obtaining a copy", "the software is provided “as is”"}},
	{name: "Old-MIT", has: []string{"permission is hereby granted, without written agreement and without license or royalty fees"}},
	{name: "BSD-3-Clause", has: []string{"redistributions of source code must retain", "redistributions in binary form", "neither the name"}},
	{name: "BSD-3-Clause", has: []string{"redistributions of source code must retain", "redistributions in binary form", "the name of the author may not be used"}},
	{name: "BSD-3-Clause", has: []string{"redistributions of source code must retain", "redistributions in binary form", "nor the names of"}},
	{name: "BSD-2-Clause", has: []string{"redistributions of source code must retain", "redistributions in binary form"}, not: "name"},
	{name: "ISC", has: []string{"permission to use, copy, modify, and distribute this software for any purpose with or without fee is hereby granted"}},
	{name: "ISC", has: []string{"permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted"}},
	{name: "MPL-2.0", has: []string{"mozilla public license", "2.0"}},
	{name: "OFL-1.1", has: []string{"sil open font license version 1.1"}},
	{name: "Zlib", has: []string{"this software is provided 'as-is', without any express or implied warranty", "altered source versions must be plainly marked"}},
	{name: "Bitstream-Vera", has: []string{"bitstream vera"}},
	{name: "Unlicense", has: []string{"this is free and unencumbered software released into the public domain"}},
	{name: "Public-Domain", has: []string{"the author disclaims copyright to this source code"}},
}

// licencesIn names the licences whose words a text has.
func licencesIn(text string) []string {
	words := strings.ToLower(strings.Join(strings.Fields(text), " "))
	var found []string
	for _, l := range known {
		if l.not != "" && strings.Contains(afterCopyright(words), l.not) {
			continue
		}
		if holdsAll(words, l.has) {
			found = append(found, l.name)
		}
	}
	return unique(found)
}

// afterCopyright leaves out the lines with people's names.
func afterCopyright(words string) string {
	if i := strings.Index(words, "redistribution and use"); i >= 0 {
		return words[i:]
	}
	return words
}

func holdsAll(text string, parts []string) bool {
	for _, p := range parts {
		if !strings.Contains(text, p) {
			return false
		}
	}
	return true
}
