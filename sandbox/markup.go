package sandbox

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Limits of an inline keyboard (telegram.md §2.2).
const (
	maxButtons      = 100
	maxCallbackData = 64 // bytes
)

// markup is what a reply_markup asks for. Ordinary keyboards are taken and not shown: nothing here sends them.
type markup struct {
	keyboard [][]button
	force    string // as message.force
}

// readMarkup checks reply_markup as srv Client.cpp does (get_reply_markup, get_inline_keyboard_button).
func readMarkup(a args) (markup, error) {
	raw := a.json("reply_markup")
	if raw == nil {
		return markup{}, nil
	}
	if !json.Valid(raw) {
		return markup{}, bad("can't parse reply keyboard markup JSON object")
	}
	var fields struct {
		Force       bool   `json:"force_reply"`
		Placeholder string `json:"input_field_placeholder"`
	}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return markup{}, bad("object expected as reply markup")
	}
	m := markup{}
	if fields.Force {
		m.force = " " + fields.Placeholder
	}
	if utf8.RuneCountInString(fields.Placeholder) > 64 {
		return m, bad("input field placeholder must not exceed 64 characters")
	}
	var err error
	if given := field(raw, "inline_keyboard"); given != nil {
		m.keyboard, err = readKeyboard(given)
	}
	return m, err
}

// field returns a field of a JSON object as it stands, null included; nil when it is not there.
func field(object json.RawMessage, name string) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(object, &fields) != nil {
		return nil
	}
	return fields[name]
}

func readKeyboard(raw json.RawMessage) ([][]button, error) {
	var rows []json.RawMessage
	if !isArray(raw) || json.Unmarshal(raw, &rows) != nil {
		return nil, bad(`field "inline_keyboard" must be of type Array`)
	}
	var keyboard [][]button
	count := 0
	for _, row := range rows {
		var cells []json.RawMessage
		if !isArray(row) || json.Unmarshal(row, &cells) != nil {
			return nil, bad(`field "inline_keyboard" must be an Array of Arrays`)
		}
		var buttons []button
		for _, cell := range cells {
			b, err := readButton(cell)
			if err != nil {
				return nil, err
			}
			buttons = append(buttons, b)
		}
		if len(buttons) > 0 {
			keyboard = append(keyboard, buttons)
		}
		count += len(buttons)
	}
	if count > maxButtons {
		return nil, bad("reply markup is too long")
	}
	return keyboard, nil
}

// readButton takes one button. Of several actions Telegram's server silently takes the first, in a fixed order, and
// clients are known to send empty ones beside; but an address beside callback data, whose presses would never come,
// is refused here, as the documentation orders ("exactly one").
func readButton(raw json.RawMessage) (button, error) {
	var b button
	if err := json.Unmarshal(raw, &b); err != nil || isNull(raw) {
		return b, bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
	}
	switch {
	case b.Text == "":
		return b, bad("can't parse inline keyboard button: Button text must be non-empty")
	case b.URL != "" && b.CallbackData != "":
		return b, bad("can't parse inline keyboard button: exactly one action is allowed in a button")
	case b.URL == "" && b.CallbackData == "" && !otherAction(raw):
		return b, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case len(b.CallbackData) > maxCallbackData:
		return b, bad("BUTTON_DATA_INVALID")
	case b.URL != "" && !validURL(b.URL):
		return b, bad("BUTTON_URL_INVALID")
	}
	return b, nil
}

// otherAction says whether a button has an action that the sandbox knows only by name.
func otherAction(raw json.RawMessage) bool {
	for _, name := range []string{"web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat"} {
		if field(raw, name) != nil {
			return true
		}
	}
	return false
}

func validURL(address string) bool {
	e := entity{URL: address}
	return e.link()
}

func isArray(raw json.RawMessage) bool { return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) }

func isNull(raw json.RawMessage) bool { return string(bytes.TrimSpace(raw)) == "null" }
