// Package deps keeps go.mod complete while the packages are being written. Removed at the end.
package deps

import (
	_ "github.com/alecthomas/kong"
	_ "github.com/go-co-op/gocron/v2"
	_ "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	_ "github.com/chromedp/chromedp"
	_ "github.com/go-telegram/bot"
	_ "github.com/invopop/jsonschema"
	_ "github.com/santhosh-tekuri/jsonschema/v6"
	_ "github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
	_ "github.com/pressly/goose/v3"
	_ "github.com/pressly/goose/v3/lock"
	_ "go.yaml.in/yaml/v4"
	_ "golang.org/x/text/collate"
	_ "golang.org/x/text/unicode/norm"
	_ "golang.org/x/time/rate"
	_ "modernc.org/sqlite"
	_ "pgregory.net/rapid"
)
