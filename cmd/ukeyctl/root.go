package main

import (
	"github.com/spf13/cobra"
)

// root is the whole command line. Cobra's own texts are English; those that a
// person sees in the ordinary way are replaced.
func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "ukeyctl",
		Short:         p.say.T("cli.short"),
		Long:          p.say.T("cli.long"),
		Args:          p.noArgs,
		RunE:          p.needsSubcommand,
		SilenceErrors: true, // finish prints them
		SilenceUsage:  true,
	}
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetUsageTemplate(p.usageTemplate())
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return &usageError{p.badFlag(err), c.CommandPath()} })
	root.PersistentPreRun = func(c *cobra.Command, _ []string) { p.command = c.CommandPath() }
	p.register(root.PersistentFlags())
	root.AddCommand(
		p.listCommand(),
		p.showCommand(),
		p.pinCommand(),
		p.renewCommand(),
		p.applyCommand(),
		p.checkCommand(),
		p.doctorCommand(),
		p.watchCommand(),
	)
	root.SetHelpCommand(p.helpCommand(root))
	p.nameHelpFlags(root)
	return root
}

func (p *program) helpCommand(root *cobra.Command) *cobra.Command {
	help := &cobra.Command{
		Use:   "help",
		Short: p.say.T("cli.help.short"),
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil {
				return &usageError{err: err}
			}
			if err := p.noArgs(c, rest); err != nil {
				return err
			}
			return c.Help()
		},
	}
	p.nameHelpFlags(help)
	return help
}

// nameHelpFlags gives every command a help flag with a text in the person's
// language, before cobra adds one of its own.
func (p *program) nameHelpFlags(c *cobra.Command) {
	c.Flags().BoolP("help", "h", false, p.say.T("cli.flag.help"))
	for _, sub := range c.Commands() {
		p.nameHelpFlags(sub)
	}
}

// standsAlone marks a command that does something itself besides grouping
// others.
const standsAlone = "standsAlone"

// usageTemplate is cobra's, shorter and in the person's language.
func (p *program) usageTemplate() string {
	t := p.say.T
	return t("cli.help.usage") + `
{{if .HasAvailableSubCommands}}  {{.CommandPath}} ` + t("cli.help.command") + `
{{end}}{{if or (not .HasAvailableSubCommands) .Annotations.` + standsAlone + `}}  {{.UseLine}}
{{end}}{{if .HasAvailableSubCommands}}
` + t("cli.help.commands") + `{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}
{{end}}{{if .HasAvailableLocalFlags}}
` + t("cli.help.flags") + `
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableInheritedFlags}}
` + t("cli.help.inherited") + `
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}`
}
