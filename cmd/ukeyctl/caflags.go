package main

import (
	"github.com/spf13/cobra"

	"ukey/app/settings"
)

// caFlags name the CA in place of the settings.
type caFlags struct{ url, root string }

// caFlags adds the flags to a command.
func (p *program) caFlags(c *cobra.Command) *caFlags {
	f := new(caFlags)
	c.Flags().StringVar(&f.url, "ca", "", p.say.T("cli.flag.ca"))
	c.Flags().StringVar(&f.root, "ca-root", "", p.say.T("cli.flag.ca-root"))
	return f
}

// options are those that were given.
func (f *caFlags) options(c *cobra.Command) map[string]any {
	options := map[string]any{}
	if c.Flags().Changed("ca") {
		options[settings.CAURL] = f.url
	}
	if c.Flags().Changed("ca-root") {
		options[settings.CARoot] = f.root
	}
	return options
}
