package config

import "testing"

func FuzzSchema(f *testing.F) {
	for _, c := range readFaultCases(f) {
		f.Add([]byte(c.yaml))
	}
	f.Add([]byte(small))
	f.Add([]byte(defaults))
	f.Add([]byte(secretive))
	schema := compiler(f, "vi")("")
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, _, _, err := LoadFS(files(map[string]string{"a.yaml": string(text)}), noEnv); err != nil {
			return
		}
		if err := schema.Validate(asJSON(t, string(text))); err != nil {
			t.Fatal(err)
		}
	})
}
