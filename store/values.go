package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dondoc/calendar"
)

// instant is a moment in a column: Unix milliseconds in UTC, NULL for none.
type instant struct{ time.Time }

// Value implements driver.Valuer.
func (i instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.UnixMilli(), nil
}

// Scan implements sql.Scanner.
func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		i.Time = time.Time{}
	case int64:
		i.Time = atMilli(v)
	default:
		return fmt.Errorf("an instant is %T", src)
	}
	return nil
}

// atMilli is the moment of a number that UnixMilli gave.
func atMilli(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// day is a civil day in a column: YYYY-MM-DD, NULL for none.
type day struct{ calendar.Date }

// Value implements driver.Valuer.
func (d day) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan implements sql.Scanner.
func (d *day) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(text))
}

// flag is a truth value in a column: 0 or 1, which both databases compare alike.
type flag bool

// Value implements driver.Valuer.
func (f flag) Value() (driver.Value, error) {
	if f {
		return int64(1), nil
	}
	return int64(0), nil
}

// Scan implements sql.Scanner.
func (f *flag) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a flag is %T", src)
	}
	*f = n != 0
	return nil
}

// jsonText is a value in a column as JSON; what encodes as null or {} is NULL.
type jsonText[T any] struct{ V T }

// Value implements driver.Valuer.
func (j jsonText[T]) Value() (driver.Value, error) {
	text, err := encodeJSON(j.V)
	if err != nil || text == "null" || text == "{}" {
		return nil, err
	}
	return text, nil
}

// Scan implements sql.Scanner.
func (j *jsonText[T]) Scan(src any) error {
	var none T
	j.V = none
	text, err := textOf(src)
	if err != nil || text == "" {
		return err
	}
	return wrap("decode JSON", json.Unmarshal([]byte(text), &j.V))
}

// encodeJSON writes v without line breaks and with <, > and & as they are, so that a record reads as it was written.
func encodeJSON(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// textOf reads a TEXT column, which one driver gives as a string and the other as bytes; "" for NULL.
func textOf(src any) (string, error) {
	switch v := src.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("a text is %T", src)
}

// plain makes any text fit for a TEXT column: Postgres takes neither broken UTF-8 nor a zero byte.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", "�")
}
