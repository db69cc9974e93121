package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"rsc.io/qr"

	"dondoc/cli"
	"dondoc/escalation"
	"dondoc/internal/testpg"
	"dondoc/store"
)

const office = `
language: vi
admins: [quan-tri]
people:
  - {id: quan-tri, name: "Quản trị", telegram: 900}
  - {id: bi-thu, name: "Nguyễn Văn Hùng", title: "Bí thư Huyện ủy"}
  - {id: truong-ban, name: "=Vũ Sơn", title: "Trưởng ban"}
units:
  - {id: ban-noi-chinh, name: "Ban Nội chính Tỉnh ủy", head: truong-ban}
  - {id: tien-hai, name: "Huyện ủy Tiền Hải", head: bi-thu, supervisor: ban-noi-chinh}
documents:
  - {id: nq, number: "04-NQ/TU", date: 2022-01-25, issuer: "Ban Thường vụ Tỉnh ủy", title: "Nghị quyết", clauses: [{id: "IV.4", text: "…"}]}
policies:
  - {id: chuan, remind: [7d]}
tasks:
  - {id: ke-hoach, document: nq, clause: "IV.4", title: "Kế hoạch", lead: [tien-hai], due: 2022-03-31}
`

// shell runs commands on one configuration and database.
type shell struct {
	t   *testing.T
	dir string
	url string
}

func newShell(t *testing.T, url string) *shell {
	t.Helper()
	s := &shell{t: t, dir: t.TempDir(), url: url}
	if err := os.WriteFile(filepath.Join(s.dir, "dondoc.yaml"), []byte(office), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// runs runs a command and gives what it printed and the exit code.
func (s *shell) runs(args ...string) (stdout, stderr string, code int) {
	s.t.Helper()
	var out, errs bytes.Buffer
	code = cli.Run(s.t.Context(), cli.Process{
		Args: append([]string{"--config", filepath.Join(s.dir, "dondoc.yaml")}, args...), Stdout: &out, Stderr: &errs,
		Env: func(name string) (string, bool) { return s.url, name == "DONDOC_DATABASE" },
	})
	return out.String(), errs.String(), code
}

// codeIn finds the code of the first link in a text.
func codeIn(t *testing.T, text string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, "https://t.me/don_doc_bot?start=")
	code, _, _ := strings.Cut(rest, "\n")
	if !found || len(code) < 22 {
		t.Fatalf("no link in\n%s", text)
	}
	return code
}

func invite(t *testing.T, db *store.Store, code string) escalation.Invite {
	t.Helper()
	i, err := db.Invite(t.Context(), escalation.CodeHash(code))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// TestInviteOnBothDatabases: links for people by id and for all who have no account; the code itself is nowhere; a newer link voids the
// older; on Postgres while another process has the database open.
func TestInviteOnBothDatabases(t *testing.T) {
	for name, url := range map[string]string{
		"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "dondoc.db"), "postgres": testpg.Database(t),
	} {
		t.Run(name, func(t *testing.T) {
			s := newShell(t, url)
			if name == "postgres" {
				running, err := store.Open(t.Context(), url)
				if err != nil {
					t.Fatal(err)
				}
				defer running.Close()
				if _, won, err := running.Lead(t.Context(), "bot", time.Minute); err != nil || !won {
					t.Fatal(won, err)
				}
			}
			first, stderr, code := s.runs("invite", "bi-thu", "--bot", "@don_doc_bot", "--for", "36h")
			if code != 0 || !strings.Contains(first, "Nguyễn Văn Hùng, Bí thư Huyện ủy – Huyện ủy Tiền Hải") {
				t.Fatalf("%d %s\n%s", code, stderr, first)
			}
			all, stderr, code := s.runs("invite", "--all", "--bot", "don_doc_bot")
			if code != 0 || strings.Contains(all, "Quản trị") || strings.Count(all, "?start=") != 2 {
				t.Fatalf("%d %s\n%s", code, stderr, all)
			}
			db, err := store.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			old, fresh := invite(t, db, codeIn(t, first)), invite(t, db, codeIn(t, all))
			if old.Person != "bi-thu" || fresh.Person != "bi-thu" || !old.Expired(fresh.Created) || fresh.By != escalation.System {
				t.Errorf("the older %+v, the newer %+v", old, fresh)
			}
			local := fresh.Created.In(time.FixedZone("", 7*3600))
			if want := local.AddDate(0, 0, 7); !fresh.Expires.Equal(want) {
				t.Errorf("good until %v, want %v", fresh.Expires, want)
			}
			if v, err := db.Verify(t.Context()); err != nil || v.Fault != nil || v.Events != 3 {
				t.Errorf("the ledger: %+v, %v", v, err)
			}
		})
	}
}

// TestInviteSaysWhatIsWrong.
func TestInviteSaysWhatIsWrong(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "dondoc.db")
	s := newShell(t, url)
	for _, c := range []struct {
		args, says string
		code       int
	}{
		{"invite --bot b", "--all", 2},
		{"invite bi-thu --all --bot b", "--all", 2},
		{"invite khong-co --bot a_bot", "khong-co", 2},
		{"invite bi-thu --bot a_bot --for 3wd", "3wd", 2},
		{"invite bi-thu --bot a_bot --for 0d", "0d", 2},
		{"invite bi-thu --bot bot", "--bot", 2},
		{"invite bi-thu --bot don_doc", "don_doc", 2},
		{"invite bi-thu --bot https://t.me/don_doc_bot", "https://t.me/don_doc_bot", 2},
		{"invite bi-thu --bot đôn_đốc_bot", "đôn_đốc_bot", 2},
		{"invite bi-thu --bot don-doc-bot", "don-doc-bot", 2},
		{"invite bi-thu --bot @" + strings.Repeat("x", 30) + "bot", "xbot", 2},
		{"invite bi-thu --bot=@", "--bot", 2},
		{"invite bi-thu", "DONDOC_TELEGRAM_TOKEN", 1},
	} {
		_, stderr, code := s.runs(strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(stderr, c.says) {
			t.Errorf("%s: %d %s", c.args, code, stderr)
		}
	}
	for _, name := range []string{"@5_bot", strings.Repeat("x", 29) + "Bot"} {
		if out, stderr, code := s.runs("invite", "bi-thu", "--bot", name); code != 0 || !strings.Contains(out, strings.TrimPrefix(name, "@")+"?start=") {
			t.Errorf("%s: %d %s", name, code, stderr)
		}
	}
	running, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	file := filepath.Join(s.dir, "moi.xlsx")
	if _, stderr, code := s.runs("invite", "--all", "--bot", "a_bot", "--xlsx", file); code != 3 || !strings.Contains(stderr, "/moi") {
		t.Errorf("beside a running bot: %d %s", code, stderr)
	}
	if entries, err := os.ReadDir(s.dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestTheSheetIsReadBack: names as they are, the link, and a QR code of 3 cm that is the link's.
func TestTheSheetIsReadBack(t *testing.T) {
	s := newShell(t, "sqlite:"+filepath.Join(t.TempDir(), "dondoc.db"))
	file := filepath.Join(s.dir, "moi.xlsx")
	stdout, stderr, code := s.runs("invite", "--all", "--bot", "don_doc_bot", "--for", "14d", "--xlsx", file)
	if code != 0 || !strings.Contains(stdout, "2") || strings.Contains(stdout, "start=") {
		t.Fatalf("%d %s %s", code, stdout, stderr)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Liên kết")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[3], "|"); got != "STT|Họ và tên|Chức vụ|Đơn vị|Liên kết|Mã QR|Có hiệu lực đến" {
		t.Error(got)
	}
	if rows[5][1] != "=Vũ Sơn" || rows[5][3] != "Ban Nội chính Tỉnh ủy" {
		t.Errorf("%q", rows[5])
	}
	for row := 5; row <= 6; row++ {
		link := rows[row-1][4]
		codeIn(t, link+"\n")
		pictures, err := book.GetPictures("Liên kết", fmt.Sprint("F", row))
		if err != nil || len(pictures) != 1 {
			t.Fatalf("row %d: %d pictures, %v", row, len(pictures), err)
		}
		sameCode(t, pictures[0], link)
	}
	layout, err := book.GetPageLayout("Liên kết")
	if err != nil || *layout.Size != 9 || *layout.FitToWidth != 1 {
		t.Errorf("the page: %+v, %v", layout, err)
	}
}

// sameCode compares a picture, module by module, with the code of the link.
func sameCode(t *testing.T, p excelize.Picture, link string) {
	t.Helper()
	want, err := qr.Encode(link, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(p.File))
	if err != nil {
		t.Fatal(err)
	}
	modules := want.Size + 8
	scale := img.Bounds().Dx() / modules
	for y := range modules {
		for x := range modules {
			r, _, _, _ := img.At(x*scale+scale/2, y*scale+scale/2).RGBA()
			if black := r < 0x8000; black != want.Black(x-4, y-4) {
				t.Fatalf("module %d,%d of %s is black: %v", x, y, link, black)
			}
		}
	}
}
