package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"dondoc/escalation"
)

// FuzzLoad holds Load to its word for any bytes: an office or faults, never both, each fault at a place that exists.
func FuzzLoad(f *testing.F) {
	for _, c := range readFaultCases(f) {
		f.Add([]byte(c.yaml))
	}
	f.Add(fmt.Appendf(nil, base, "vi"))
	f.Add([]byte(small))
	f.Add([]byte(defaults))
	f.Add([]byte(bomb()))
	f.Add([]byte(secretive))
	f.Add([]byte("\xff\xfe"))
	f.Fuzz(func(t *testing.T, text []byte) {
		office, settings, warnings, err := LoadFS(files(map[string]string{"a.yaml": string(text)}), noEnv)
		if (office == nil) != (err != nil) || (settings == nil) != (err != nil) {
			t.Fatalf("office %v and error %v", office, err)
		}
		var faults *Faults
		if err != nil && (!errors.As(err, &faults) || len(faults.Findings) == 0) {
			t.Fatalf("not faults: %v", err)
		}
		findings := warnings
		if err == nil {
			findings = append(findings, settings.Warnings(office, aDay)...)
		}
		if faults != nil {
			findings = append(findings, faults.Findings...)
		}
		lines := splitLines(string(text))
		for _, finding := range findings {
			if finding.Line < 0 || finding.Line > len(lines) || finding.Line > 0 && finding.Column < 1 || finding.Message == "" {
				t.Fatalf("no such place: %+v", finding)
			}
			if strings.Contains(finding.Message, "%!") && !strings.Contains(string(text), "%!") {
				t.Fatalf("a message lacks something: %s", finding)
			}
		}
		if err == nil && len(office.Hash) != 64 {
			t.Fatalf("no hash: %q", office.Hash)
		}
	})
}

// FuzzSchema holds the schema to never refusing what Load takes.
func FuzzSchema(f *testing.F) {
	for _, c := range readFaultCases(f) {
		f.Add([]byte(c.yaml))
	}
	f.Add([]byte(small))
	f.Add([]byte(defaults))
	f.Add([]byte(secretive))
	schema := compiler(f, escalation.Vietnamese)("")
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, _, _, err := LoadFS(files(map[string]string{"a.yaml": string(text)}), noEnv); err != nil {
			return
		}
		if err := schema.Validate(asJSON(t, string(text))); err != nil {
			t.Fatal(err)
		}
	})
}
