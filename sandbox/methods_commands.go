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
	k := commandKey{scope: "default", language: a.text("language_code")}
	if raw := a.json("scope"); raw != nil {
		var given struct {
			Type string      `json:"type"`
			Chat json.Number `json:"chat_id"`
			User int64       `json:"user_id"`
		}
		if err := json.Unmarshal(raw, &given); err != nil {
			return k, bad("can't parse BotCommandScope JSON object")
		}
		k.scope, k.user = given.Type, given.User
		k.chat, _ = given.Chat.Int64()
	}
	if len(k.language) != 0 && (len(k.language) != 2 || strings.Trim(k.language, "abcdefghijklmnopqrstuvwxyz") != "") {
		return k, bad("invalid language code specified")
	}
	return k, s.checkScope(k)
}

func (s *Server) checkScope(k commandKey) error {
	switch k.scope {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return nil
	case "chat", "chat_administrators", "chat_member":
	default:
		return bad("can't parse BotCommandScope: unsupported type specified")
	}
	c := s.chat(k.chat)
	switch {
	case c == nil:
		return bad("chat not found")
	case !c.isGroup() && k.scope != "chat":
		return bad("can't use specified scope in private chats")
	case k.scope == "chat_member" && s.chat(k.user) == nil:
		return bad("user not found")
	}
	return nil
}

func (s *Server) setMyCommands(c *call) (any, error) {
	var list []apiCommand
	raw := c.args.json("commands")
	if !isArray(raw) || json.Unmarshal(raw, &list) != nil {
		return nil, bad("expected an Array of BotCommand")
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
// person's language or else in none ([doc] BotCommandScope, "Determining list of commands").
func (b *robot) commandsIn(c *chat, language string) []apiCommand {
	keys := []commandKey{{scope: "chat", chat: c.id}, {scope: "all_private_chats"}, {scope: "default"}}
	if c.isGroup() {
		keys[1].scope = "all_group_chats"
	}
	language, _, _ = strings.Cut(language, "-")
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
