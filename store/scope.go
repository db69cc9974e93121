package store

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"dondoc/escalation"
)

const (
	// working are the states in which an extension or a level can be decided on; decidable is what a reviewing unit can decide on.
	working   = ` AND state IN ('assigned', 'accepted', 'returned')`
	decidable = ` AND (state = 'submitted' OR extension IS NOT NULL AND state IN ('assigned', 'accepted', 'returned'))`

	// tells are the notices by which somebody learns in private of an assignment that is not theirs; the index notices_told has the same
	// words. What is still on its way at this moment may have been read already.
	tells = `recipient_kind = 'person' AND state IN ('sending', 'sent') AND kind IN ('escalate', 'approval', 'unreachable', 'difficulty')`

	selectTellings = `SELECT assignment, recipient, reason FROM notices WHERE assignment IN (?) AND ` + tells + ` ORDER BY id`
)

// within writes a scope as a condition; what its reviewers see and its holds may be limited further. Each part looks up its own keys by an
// index, so that the cost follows what is in the scope, not what is stored.
func within(s *escalation.Scope, ofReviewers, ofHolds string) (condition string, args []any) {
	var parts []string
	add := func(query string, values ...any) { parts, args = append(parts, query), append(args, values...) }
	if len(s.Units) > 0 {
		add(`SELECT key FROM assignments WHERE unit IN (?)`, s.Units)
	}
	if len(s.Reviewers) > 0 {
		add(`SELECT key FROM assignments WHERE reviewer IN (?)`+ofReviewers, s.Reviewers)
	}
	for _, h := range s.Holds {
		add(`SELECT key FROM assignments WHERE holds <> '' AND holds LIKE ? AND source IN (?) AND unit IN (?)`+ofHolds,
			"%,"+strconv.Itoa(h.Level)+",%", h.Sources, h.Units)
	}
	for _, h := range s.Heard {
		query, values := heard(h)
		add(query, values...)
	}
	return `key IN (` + strings.Join(parts, ` UNION `) + `)`, args
}

// heard selects the keys of what a person was told of.
func heard(h escalation.Heard) (query string, args []any) {
	args = append(args, h.Person)
	var by []string
	for _, to := range h.To {
		by, args = append(by, `reason LIKE ? ESCAPE '!'`), append(args, "%"+likeEscaper.Replace(addresseeInReason(to))+"%")
	}
	query = `SELECT assignment FROM notices WHERE recipient = ? AND ` + tells + ` AND (` + strings.Join(by, ` OR `) + `)`
	if h.Units != nil {
		query += ` AND assignment IN (SELECT key FROM assignments WHERE unit IN (?))`
		args = append(args, h.Units)
	}
	return query, args
}

// likeEscaper takes their meaning in a pattern from the characters of an id.
var likeEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// addresseeInReason is how the stored reason of a notice names the addressee.
func addresseeInReason(to escalation.Addressee) string {
	text, _ := json.Marshal(string(to)) // never fails for a string
	return `"to":` + string(text)
}

func (s *Store) withTold(ctx context.Context, a escalation.Assignment) (escalation.Assignment, error) {
	list := []escalation.Assignment{a}
	err := s.fillTold(ctx, list)
	return list[0], err
}

// fillTold reads who was told of the assignments by the ladder.
func (s *Store) fillTold(ctx context.Context, list []escalation.Assignment) error {
	keys := make([]string, len(list))
	for i, a := range list {
		keys[i] = a.Key
	}
	told := map[string][]escalation.Told{}
	for chunk := range slices.Chunk(keys, bulkRows) {
		var rows []noticeRow
		if err := all(ctx, s.read, &rows, selectTellings, chunk); err != nil {
			return wrap("read who was told", err)
		}
		for _, n := range rows {
			t := escalation.Told{Person: n.Recipient, To: n.Reason.V.To}
			if t.To != "" && !slices.Contains(told[n.Assignment], t) {
				told[n.Assignment] = append(told[n.Assignment], t)
			}
		}
	}
	for i := range list {
		list[i].Told = told[list[i].Key]
	}
	return nil
}
