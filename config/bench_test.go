package config

import (
	"fmt"
	"strings"
	"testing"
)

// province is an office of many units and tasks: each unit has three people and a supervisor, each task two lead units.
func province(units, tasks int) map[string]string {
	var people, bodies, work strings.Builder
	people.WriteString("people:\n")
	bodies.WriteString("units:\n  - {id: tinh-uy, name: Tỉnh ủy, head: bi-thu}\n")
	people.WriteString("  - {id: bi-thu, name: Bí thư}\n")
	for i := range units {
		for r, role := range []string{"truong", "pho", "can-bo"} {
			fmt.Fprintf(&people, "  - {id: %s-%04d, name: \"Nguyễn Văn %d\", title: Trưởng ban, telegram: %d}\n", role, i, i, 100_000*(r+1)+i)
		}
		fmt.Fprintf(&bodies, "  - id: don-vi-%04d\n    name: \"Đơn vị số %d\"\n    head: truong-%04d\n    deputies: [pho-%04d]\n    members: [can-bo-%04d]\n    supervisor: tinh-uy\n", i, i, i, i, i)
	}
	work.WriteString("tasks:\n")
	for i := range tasks {
		fmt.Fprintf(&work, "  - id: viec-%05d\n    document: nghi-quyet\n    clause: IV.%d\n    title: \"Xây dựng kế hoạch triển khai thực hiện Nghị quyết số %d\"\n    lead: [don-vi-%04d, don-vi-%04d]\n    support: [tinh-uy]\n    due: 20%02d-%02d-28\n    basis: \"Kế hoạch số %d\"\n    policy: chuan\n",
			i, i%50, i, i%units, (i*7+1)%units, 23+i%5, 1+i%12, i)
	}
	var clauses strings.Builder
	for i := range 50 {
		fmt.Fprintf(&clauses, "      - {id: IV.%d, text: Lời văn}\n", i)
	}
	return map[string]string{
		"dondoc.yaml": "admins: [bi-thu]\ndocuments:\n  - id: nghi-quyet\n    number: 04-NQ/TU\n    date: 2022-01-25\n    title: Nghị quyết\n    clauses:\n" + clauses.String() +
			"policies:\n  - {id: chuan, remind: [7d, 1d], escalate: [{after: 1wd, to: head, ask: status, answer_within: 1wd}, {after: 3wd, to: supervisor, when: unanswered}]}\n",
		"don-vi.yaml":   people.String() + bodies.String(),
		"nhiem-vu.yaml": work.String(),
	}
}

// BenchmarkLoad loads 1,000 units with 3,000 people, and 10,000 tasks.
func BenchmarkLoad(b *testing.B) {
	folder := files(province(1000, 10_000))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, _, err := LoadFS(folder, noEnv); err != nil {
			b.Fatal(err)
		}
	}
}
