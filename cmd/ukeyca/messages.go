package main

import (
	"bytes"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ukey/renew/ca/sms"
)

// messageFlag says who hands over one-time codes.
type messageFlag struct{ to, secret *string }

// toOutbox is the value of --sms that sends nothing anywhere.
const toOutbox = "outbox"

func messageFlags(cmd *cobra.Command) messageFlag {
	return messageFlag{
		to: cmd.Flags().String("sms", toOutbox, "who sends one-time codes: `outbox|URL`; outbox puts each into a file in DIR/outbox,\n"+
			"to try things out; a URL (https) is sent each as JSON, signed with the secret"),
		secret: cmd.Flags().String("sms-secret", "", "`file` with the secret that is shared with the service at the URL"),
	}
}

// sender returns nil for the outbox.
func (f messageFlag) sender() (sms.Sender, error) {
	if *f.to == toOutbox {
		return nil, nil
	}
	if *f.secret == "" {
		return nil, usagef("--sms-secret FILE is missing: the service at the URL has to know that it is you")
	}
	secret, err := os.ReadFile(*f.secret)
	if err != nil {
		return nil, fmt.Errorf("cannot read the secret of the SMS service: %w", err)
	}
	defer clear(secret)
	hook, err := sms.NewWebhook(sms.WebhookConfig{URL: *f.to, Secret: bytes.TrimSpace(secret), Clock: time.Now})
	if err != nil {
		return nil, usagef("--sms: %w", err)
	}
	return hook, nil
}
