package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestCommandsAreValidated(t *testing.T) {
	w := newWorld(t, people())
	list := func(name, description string) o {
		return o{"commands": []o{{"command": name, "description": description}}}
	}
	scope := func(s o) o { p := list("a", "b"); p["scope"] = s; return p }
	for _, c := range []struct {
		params o
		want   string
	}{
		{o{"commands": nil}, "expected an Array of BotCommand"},
		{o{"commands": "{"}, "can't parse commands JSON object"},
		{o{"commands": []int{1}}, "can't parse BotCommand: expected an Object"},
		{list("", "b"), "command must be non-empty"},
		{list("a", " "), "command description must be non-empty"},
		{list(strings.Repeat("a", 33), "b"), "command length must not exceed 32"},
		{list("a", strings.Repeat("ệ", 257)), "command description length must not exceed 256"},
		{list("Nhiemvu", "b"), "BOT_COMMAND_INVALID"},
		{o{"commands": slices.Repeat([]o{{"command": "a", "description": "b"}}, 101)}, "BOT_COMMANDS_TOO_MUCH"},
		{o{"commands": []o{}, "language_code": "pt-br"}, "invalid language code specified"},
		{scope(nil), "can't parse BotCommandScope: BotCommandScope must be an Object"},
		{scope(o{}), `can't parse BotCommandScope: Can't find field "type"`},
		{scope(o{"type": "planet"}), "can't parse BotCommandScope: Unsupported type specified"},
		{scope(o{"type": "chat"}), `can't parse BotCommandScope: Can't find field "chat_id"`},
		{scope(o{"type": "chat_member", "chat_id": doi}), `can't parse BotCommandScope: Can't find field "user_id"`},
		{scope(o{"type": "chat_member", "chat_id": doi, "user_id": -1}), "can't parse BotCommandScope: Invalid user_id specified"},
		{scope(o{"type": "chat_member", "chat_id": doi, "user_id": 5}), "user not found"},
		{scope(o{"type": "chat", "chat_id": 5}), "chat not found"},
		{scope(o{"type": "chat_administrators", "chat_id": hoa}), "can't use specified scope in private chats"},
	} {
		w.refused(w.call("setMyCommands", c.params), 400, "Bad Request: "+c.want)
	}
}

// The narrowest scope wins, and in it the person's language before none; getMyCommands reads one list as it was set.
func TestCommandsByScopeAndLanguage(t *testing.T) {
	w := newWorld(t, people())
	set := func(name, language string, scope o) {
		params := o{"commands": []o{{"command": name, "description": "b"}}, "language_code": language}
		if scope != nil {
			params["scope"] = scope
		}
		w.must("setMyCommands", params, nil)
	}
	menuOf := func(chat, person int64) string {
		var list []apiCommand
		w.get(http.MethodGet, fmt.Sprintf("/sandbox/chats/%d/commands?person=%d", chat, person), nil, &list)
		if len(list) == 0 {
			return ""
		}
		return list[0].Command
	}
	menu := func(chat int64) string { return menuOf(chat, chat) }
	set("moi", "", nil)
	set("viet", "vi", nil)
	set("nhom", "", o{"type": "all_group_chats"})
	set("hoa", "", o{"type": "chat", "chat_id": hoa})
	if menu(hoa) != "hoa" || menu(binh) != "viet" || menu(doi) != "nhom" {
		t.Errorf("%s %s %s", menu(hoa), menu(binh), menu(doi))
	}
	set("chung", "", o{"type": "chat", "chat_id": doi})
	set("rieng", "vi", o{"type": "chat_member", "chat_id": doi, "user_id": hoa})
	if menuOf(doi, hoa) != "rieng" || menuOf(doi, binh) != "chung" {
		t.Errorf("in the group %s and %s", menuOf(doi, hoa), menuOf(doi, binh))
	}
	w.must("deleteMyCommands", o{"scope": o{"type": "chat", "chat_id": hoa}}, nil)
	w.must("setMyCommands", o{"language_code": "vi"}, nil)
	if menu(hoa) != "moi" {
		t.Errorf("after deleting: %s", menu(hoa))
	}
	var list []apiCommand
	w.must("getMyCommands", o{"scope": o{"type": "all_group_chats"}}, &list)
	if len(list) != 1 || list[0].Command != "nhom" {
		t.Errorf("%+v", list)
	}
	w.must("getMyCommands", o{"language_code": "en"}, &list)
	if len(list) != 0 {
		t.Errorf("%+v", list)
	}
}
