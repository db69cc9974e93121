package escalation_test

import (
	"errors"
	"slices"
	"testing"

	"dondoc/escalation"
)

// who is one person for each role of the examples; the approver is the head of the unit that a held level names.
var who = map[escalation.Role]string{
	escalation.RoleMember: "cong-an-vien", escalation.RoleDeputy: "cong-an-pho", escalation.RoleHead: "cong-an-truong",
	escalation.RoleReviewMember: "noi-chinh-vien", escalation.RoleReviewDeputy: "noi-chinh-pho", escalation.RoleReviewHead: "noi-chinh-truong",
	escalation.RoleSupervisorHead: "bi-thu", escalation.RoleApprover: "dan-van-truong", escalation.RoleAdmin: "quan-tri",
	escalation.RoleTold:     "pho-bi-thu",
	escalation.RoleStranger: "nguoi-la",
}

// rights is DESIGN 5 (and the table of DESIGN 1), written out: M member, D deputy, H head of the unit; m, d, h of the reviewing unit;
// S head of the supervisor unit, P approver, T who was told, A admin. A stranger may nothing.
var rights = map[escalation.Action]string{
	escalation.ActView:        "MDHmdhSPTA",
	escalation.ActAccept:      "MDH",
	escalation.ActSubmit:      "MDH",
	escalation.ActRecall:      "MDH",
	escalation.ActAskMore:     "MDH",
	escalation.ActAnswer:      "DH",
	escalation.ActExplain:     "DH",
	escalation.ActRecordPaper: "mdh",
	escalation.ActConfirm:     "dh",
	escalation.ActReturn:      "dh",
	escalation.ActSuspend:     "dh",
	escalation.ActResume:      "dh",
	escalation.ActWithdraw:    "dh",
	escalation.ActApprove:     "P",
	escalation.ActHoldBack:    "P",
	escalation.ActGrant:       "dh",
	escalation.ActRefuse:      "dh",
}

var letters = map[escalation.Role]rune{
	escalation.RoleMember: 'M', escalation.RoleDeputy: 'D', escalation.RoleHead: 'H',
	escalation.RoleReviewMember: 'm', escalation.RoleReviewDeputy: 'd', escalation.RoleReviewHead: 'h',
	escalation.RoleSupervisorHead: 'S', escalation.RoleApprover: 'P', escalation.RoleTold: 'T',
	escalation.RoleAdmin: 'A',
}

// rightsWorld is an office in which every role is somebody else, and an assignment with a level held for approval.
func rightsWorld(t *testing.T) (*world, escalation.Assignment) {
	w := newWorld(t)
	w.task("2022-01-25", "2022-03-31")
	w.office.Units = append(w.office.Units, &escalation.Unit{ID: "ban-dan-van", Heads: head("dan-van-truong")})
	l := w.level("1wd")
	l.ApproveBy = "unit:ban-dan-van"
	w.policy.Escalate = []escalation.Level{l}
	life := w.begin("2022-01-25 07:00")
	life.walk(w, "2022-04-01 09:00")
	life.a.Told = []escalation.Told{{Person: "pho-bi-thu", To: escalation.ToSupervisor}}
	return w, life.a
}

func TestRights(t *testing.T) {
	w, a := rightsWorld(t)
	office, now := w.build(), w.at("2022-04-01 09:00")
	for _, role := range escalation.Roles() {
		if got := office.RolesOf(who[role], &a, now); !slices.Equal(got, []escalation.Role{role}) {
			t.Errorf("%s is %v, want %s alone", who[role], got, role)
		}
		for _, action := range escalation.Actions() {
			want := slices.Contains([]rune(rights[action]), letters[role])
			if got := office.May(who[role], action, &a, now); got != want {
				t.Errorf("%s may %s: %v, want %v", role, action, got, want)
			}
			if want == false {
				act := completeAct(w, action)
				act.By, act.Level = who[role], 1
				if _, err := escalation.Do(office, escalation.NewLinks(w.links), a, act, now); !errors.Is(err, escalation.ErrNotAllowed) {
					t.Errorf("%s by %s: %v, want not allowed", action, role, err)
				}
			}
		}
	}
	if office.May("", escalation.ActView, &a, now) {
		t.Error("somebody without an id sees the assignment")
	}
}

// Who was told may look as long as the addressee by which they were told leads to them, reachable or not.
func TestWhoWasToldMayLookWhileTheyAreInThatOffice(t *testing.T) {
	w, a := rightsWorld(t)
	w.unit(standing).Members = []string{"van-thu"}
	w.office.People = append(w.office.People, &escalation.Person{ID: "van-thu"}, &escalation.Person{ID: "thanh-tra"})
	office, now := w.build(), w.at("2022-04-01 09:00")
	for _, c := range []struct {
		person string
		to     escalation.Addressee
		may    bool
	}{
		{"pho-bi-thu", escalation.ToSupervisor, true},
		{"van-thu", escalation.ToSupervisor, false}, // a member stands in for nobody
		{"van-thu", "unit:ban-thuong-vu", true},
		{"van-thu", "unit:ban-noi-chinh", false}, // told as what they are no longer
		{"thanh-tra", "person:thanh-tra", true},
		{"thanh-tra", "person:van-thu", false},
		{"thanh-tra", escalation.ToAdmins, false},
		{"thanh-tra", "", false},
	} {
		a.Told = []escalation.Told{{Person: c.person, To: c.to}}
		if got := office.May(c.person, escalation.ActView, &a, now); got != c.may {
			t.Errorf("%s, told by %q, may look: %v, want %v", c.person, c.to, got, c.may)
		}
		if office.May(c.person, escalation.ActAnswer, &a, now) {
			t.Errorf("%s, told by %q, may answer", c.person, c.to)
		}
	}
}

func TestRightsOfTheDay(t *testing.T) {
	w, a := rightsWorld(t)
	w.unit(police).Heads = []escalation.Term{
		{Person: "cong-an-truong", Until: w.date("2022-03-31")}, {Person: "truong-moi", From: w.date("2022-04-01")},
	}
	w.unit(police).Acting = []escalation.Term{{Person: "quyen-truong", From: w.date("2022-04-04"), Until: w.date("2022-04-05")}}
	office := w.build()
	for _, c := range []struct {
		at, person string
		may        bool
	}{
		{"2022-03-31 23:59", "cong-an-truong", true},
		{"2022-04-01 00:00", "cong-an-truong", false},
		{"2022-03-31 23:59", "truong-moi", false},
		{"2022-04-01 00:00", "truong-moi", true},
		{"2022-04-04 08:00", "quyen-truong", true},
		{"2022-04-06 08:00", "quyen-truong", false},
		{"2022-04-06 08:00", "truong-moi", true},
	} {
		if got := office.May(c.person, escalation.ActAnswer, &a, w.at(c.at)); got != c.may {
			t.Errorf("%s answers at %s: %v, want %v", c.person, c.at, got, c.may)
		}
	}
}

func TestAdminsReviewWhereNobodyElseDoes(t *testing.T) {
	w, a := rightsWorld(t)
	now := w.at("2022-04-01 09:00")
	w.office.Tasks[0].Review = ""
	if !w.build().May("bi-thu", escalation.ActConfirm, &a, now) {
		t.Error("without review, the supervisor unit's head may not confirm")
	}
	w.unit(police).Supervisor = ""
	office := w.build()
	for action, want := range map[escalation.Action]bool{
		escalation.ActConfirm: true, escalation.ActReturn: true, escalation.ActView: true,
		escalation.ActAnswer: false, escalation.ActExplain: false, escalation.ActSubmit: false,
	} {
		if got := office.May("quan-tri", action, &a, now); got != want {
			t.Errorf("an admin may %s: %v, want %v", action, got, want)
		}
	}
}

// A held level is approved by the head of the unit that approve_by names; where that office is vacant, somebody above can.
func TestApproval(t *testing.T) {
	t.Run("once, by that head", func(t *testing.T) {
		w, a := rightsWorld(t)
		l := &life{t: t, office: w.build(), links: escalation.NewLinks(w.links), a: a}
		approve := escalation.Act{Action: escalation.ActApprove, By: "dan-van-truong", Level: 1}
		l.do(approve, w.at("2022-04-01 09:00"))
		expect(t, "told", l.heard(escalation.KindEscalate), "person bi-thu")
		if _, err := escalation.Do(l.office, l.links, l.a, approve, w.at("2022-04-01 09:01")); err == nil {
			t.Error("approved twice")
		}
	})
	t.Run("a vacant office does not hold it for ever", func(t *testing.T) {
		w, a := rightsWorld(t)
		w.office.Units[3].Heads = nil
		life := w.begin("2022-01-25 07:00")
		life.walk(w, "2022-04-01 09:00")
		for _, n := range life.notices {
			if n.Recipient.ID == "" {
				t.Errorf("%s goes to nobody", n.Kind)
			}
		}
		may := slices.ContainsFunc(w.office.People, func(p *escalation.Person) bool {
			return life.office.May(p.ID, escalation.ActApprove, &a, w.at("2022-04-01 09:00"))
		})
		if !may {
			t.Error("nobody can approve")
		}
	})
}
