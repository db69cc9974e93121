package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// commandKey is where a list of commands is valid ([doc] BotCommandScope).
type commandKey struct {
	scope    string
	chat     int64
	user     int64
	language string
}

// readScope reads scope and language_code, held to td BotCommandScope.cpp and misc.cpp.
func (s *Server) readScope(a args) (commandKey, error) {
	k := commandKey{scope: "default"}
	if raw := json.RawMessage(a.text("scope")); len(raw) > 0 {
		var err error
		if k, err = parseScope(raw); err != nil {
			return k, err
		}
	}
	k.language = a.text("language_code")
	if k.scope == "chat" || k.scope == "chat_administrators" || k.scope == "chat_member" {
		if err := s.checkScope(k); err != nil {
			return k, err
		}
	}
	if len(k.language) != 0 && (len(k.language) != 2 || strings.Trim(k.language, "abcdefghijklmnopqrstuvwxyz") != "") {
		return k, bad("invalid language code specified")
	}
	return k, nil
}

// parseScope reads a scope as srv Client.cpp, get_bot_command_scope.
func parseScope(raw json.RawMessage) (k commandKey, err error) {
	const prefix = "can't parse BotCommandScope: "
	var given struct {
		Type *string     `json:"type"`
		Chat json.Number `json:"chat_id"`
		User int64       `json:"user_id"`
	}
	switch {
	case !json.Valid(raw):
		return k, bad("can't parse BotCommandScope JSON object")
	case isNull(raw) || json.Unmarshal(raw, &given) != nil:
		return k, bad(prefix + "BotCommandScope must be an Object")
	case given.Type == nil:
		return k, bad(prefix + `Can't find field "type"`)
	}
	k.scope, k.user = *given.Type, given.User
	k.chat, _ = given.Chat.Int64()
	switch k.scope {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return k, nil
	case "chat", "chat_administrators", "chat_member":
	default:
		return k, bad(prefix + "Unsupported type specified")
	}
	switch {
	case field(raw, "chat_id") == nil:
		return k, bad(prefix + `Can't find field "chat_id"`)
	case given.Chat == "":
		return k, bad(prefix + "Empty chat_id specified")
	case k.scope == "chat_member" && field(raw, "user_id") == nil:
		return k, bad(prefix + `Can't find field "user_id"`)
	case k.scope == "chat_member" && k.user <= 0:
		return k, bad(prefix + "Invalid user_id specified")
	}
	return k, nil
}

// checkScope holds a scope of one chat to what the bot may see of it.
func (s *Server) checkScope(k commandKey) error {
	c := s.chat(k.chat)
	switch {
	case c == nil:
		return bad("chat not found")
	case !c.isGroup() && k.scope != "chat":
		return bad("can't use specified scope in private chats")
	case k.scope == "chat_member" && s.chat(k.user) == nil:
		return bad("user not found")
	}
	return c.refuses(c.toReadMembers())
}

func (s *Server) setMyCommands(c *call) (any, error) {
	list, err := readCommands(c.args.text("commands"))
	if err != nil {
		return nil, err
	}
	k, err := s.readScope(c.args)
	if err != nil {
		return nil, err
	}
	if len(list) > 100 {
		return nil, bad("BOT_COMMANDS_TOO_MUCH")
	}
	for i := range list {
		if err := checkCommand(&list[i]); err != nil {
			return nil, err
		}
	}
	if len(list) == 0 {
		delete(c.bot.commands, k)
	} else {
		c.bot.commands[k] = list
	}
	s.touch()
	return true, nil
}

// readCommands reads a list of commands; without any, it is empty (srv Client.cpp, get_bot_commands).
func readCommands(given string) ([]apiCommand, error) {
	raw := json.RawMessage(given)
	switch {
	case given == "":
		return nil, nil
	case !json.Valid(raw):
		return nil, bad("can't parse commands JSON object")
	case !isArray(raw):
		return nil, bad("expected an Array of BotCommand")
	}
	var list []apiCommand
	if json.Unmarshal(raw, &list) != nil {
		return nil, bad("can't parse BotCommand: expected an Object")
	}
	return list, nil
}

// checkCommand trims a command and holds it to td BotCommand.cpp; the letters are checked by Telegram's inner server.
func checkCommand(c *apiCommand) error {
	c.Command = strings.TrimPrefix(strings.TrimSpace(c.Command), "/")
	c.Description = strings.TrimSpace(c.Description)
	switch {
	case c.Command == "":
		return bad("command must be non-empty")
	case utf8.RuneCountInString(c.Command) > 32:
		return bad("command length must not exceed 32")
	case c.Description == "":
		return bad("command description must be non-empty")
	case utf8.RuneCountInString(c.Description) > 256:
		return bad("command description length must not exceed 256")
	case strings.Trim(c.Command, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
		return bad("BOT_COMMAND_INVALID")
	}
	return nil
}

func (s *Server) getMyCommands(c *call) (any, error) {
	k, err := s.readScope(c.args)
	if err != nil {
		return nil, err
	}
	return append([]apiCommand{}, c.bot.commands[k]...), nil
}

func (s *Server) deleteMyCommands(c *call) (any, error) {
	k, err := s.readScope(c.args)
	if err != nil {
		return nil, err
	}
	delete(c.bot.commands, k)
	s.touch()
	return true, nil
}

// commandsIn returns the commands that a person sees in a chat: of the narrowest scope that has a list, in the
// person's language or else in none ([doc] BotCommandScope, "Determining list of commands"). Nobody here is an
// administrator of a group.
func (b *robot) commandsIn(c, person *chat) []apiCommand {
	keys := []commandKey{{scope: "chat", chat: c.id}, {scope: "all_private_chats"}, {scope: "default"}}
	if c.isGroup() {
		keys[1].scope = "all_group_chats"
		keys = slices.Insert(keys, 0, commandKey{scope: "chat_member", chat: c.id, user: person.id})
	}
	language, _, _ := strings.Cut(person.language, "-")
	for _, k := range keys {
		for _, l := range slices.Compact([]string{language, ""}) {
			k.language = l
			if list := b.commands[k]; len(list) > 0 {
				return list
			}
		}
	}
	return nil
}
