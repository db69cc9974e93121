package sandbox

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Limits of an inline keyboard (telegram.md §2.2).
const (
	maxButtons      = 100
	maxRow          = 12 // td ReplyMarkup.cpp, get_reply_markup
	maxCallbackData = 64 // bytes
)

// markup is what a reply_markup asks for. Ordinary keyboards are taken and not shown: nothing here sends them.
type markup struct {
	keyboard [][]button
	dropped  int    // buttons that Telegram leaves out without a word
	force    string // as message.force
}

// readMarkup checks reply_markup as srv Client.cpp does (get_reply_markup, get_inline_keyboard_button).
func readMarkup(a args) (markup, error) {
	raw := json.RawMessage(a.text("reply_markup"))
	switch {
	case len(raw) == 0:
		return markup{}, nil
	case !json.Valid(raw):
		return markup{}, bad("can't parse reply keyboard markup JSON object")
	case isNull(raw):
		return markup{}, bad("object expected as reply markup")
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
	if given := field(raw, "inline_keyboard"); given != nil {
		return m, m.readKeyboard(given)
	}
	return m, nil
}

// field returns a field of a JSON object as it stands, null included; nil when it is not there.
func field(object json.RawMessage, name string) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(object, &fields) != nil {
		return nil
	}
	return fields[name]
}

// readKeyboard leaves out what td ReplyMarkup.cpp leaves out: buttons without a label, all but twelve of a row, and rows
// without a button.
func (m *markup) readKeyboard(raw json.RawMessage) error {
	var rows []json.RawMessage
	if !isArray(raw) || json.Unmarshal(raw, &rows) != nil {
		return bad(`field "inline_keyboard" must be of type Array`)
	}
	count := 0
	for _, raw := range rows {
		row, err := readRow(raw)
		if err != nil {
			return err
		}
		kept := slices.DeleteFunc(slices.Clone(row), func(b button) bool { return b.Text == "" })
		kept = kept[:min(len(kept), maxRow)]
		m.dropped += len(row) - len(kept)
		if len(kept) > 0 {
			m.keyboard = append(m.keyboard, kept)
		}
		count += len(kept)
	}
	if count > maxButtons {
		return bad("reply markup is too long")
	}
	return nil
}

func readRow(raw json.RawMessage) ([]button, error) {
	var cells []json.RawMessage
	if !isArray(raw) || json.Unmarshal(raw, &cells) != nil {
		return nil, bad(`field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays`)
	}
	var row []button
	for _, cell := range cells {
		b, err := readButton(cell)
		if err != nil {
			return nil, err
		}
		row = append(row, b)
	}
	return row, nil
}

// dropped holds it against a bot when a button of its message was left out: whoever should press it will not find it.
func (s *Server) dropped(c *call, chat int64, m markup) {
	if m.dropped > 0 {
		s.violate(Violation{c.machine, "dropped_button", c.method, chat, strconv.Itoa(m.dropped) + " buttons left out"})
	}
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
	case field(raw, "text") == nil:
		return b, bad(`can't parse inline keyboard button: Can't find field "text"`)
	case b.URL != "" && b.CallbackData != "":
		return b, bad("can't parse inline keyboard button: exactly one action is allowed in a button")
	case b.URL == "" && b.CallbackData == "" && !otherAction(raw):
		return b, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case b.Text == "":
		return b, nil
	case len(b.CallbackData) > maxCallbackData:
		return b, bad("BUTTON_DATA_INVALID")
	case b.URL != "" && !validURL(b.URL):
		return b, bad("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", b.URL)
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
