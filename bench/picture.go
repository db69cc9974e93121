package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A picture of 640 by 400 with both axes in powers of ten.
const (
	width, height             = 640, 400
	left, right, top, bottom  = 80, 150, 40, 50
	lowest, highest, unitTime = 1e-1, 1e4, time.Millisecond // milliseconds on the upright axis
)

// curve is one line of the picture.
type curve struct {
	name, colour string
	open         []int
	took         []time.Duration
}

// picture draws what ticks cost as work grows.
func (s *suite) picture(sqlite, postgres []growth) error {
	if s.pictures == "" {
		return nil
	}
	curves := []curve{
		curveOf("1,000 due, PostgreSQL", "#1f5fa8", postgres, func(g growth) time.Duration { return g.due }),
		curveOf("1,000 due, SQLite", "#c0392b", sqlite, func(g growth) time.Duration { return g.due }),
		curveOf("idle, PostgreSQL", "#7fb0e0", postgres, func(g growth) time.Duration { return g.idle }),
		curveOf("idle, SQLite", "#e8a29a", sqlite, func(g growth) time.Duration { return g.idle }),
	}
	return os.WriteFile(filepath.Join(s.pictures, "ticks.svg"), []byte(draw(curves)), 0o644) //nolint:gosec // a picture for everybody
}

func curveOf(name, colour string, list []growth, of func(growth) time.Duration) curve {
	c := curve{name: name, colour: colour}
	for _, g := range list {
		c.open, c.took = append(c.open, g.open), append(c.took, of(g))
	}
	return c
}

func draw(curves []curve) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/><text x="%d" y="20" font-size="14">Cost of a tick as work grows</text>`+"\n",
		width, height, left)
	open := curves[0].open
	x := scale(float64(open[0]), float64(open[len(open)-1]), left, width-right)
	y := scale(lowest, highest, height-bottom, top)
	for v := lowest; v <= highest; v *= 10 {
		fmt.Fprintf(&b, `<path d="M%d %.0fH%d" stroke="#ddd"/><text x="%d" y="%.0f" text-anchor="end">%v ms</text>`+"\n",
			left, y(v), width-right, left-8, y(v)+4, v)
	}
	for _, n := range open {
		fmt.Fprintf(&b, `<text x="%.0f" y="%d" text-anchor="middle">%d</text>`+"\n", x(float64(n)), height-bottom+18, n)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">open assignments</text>`+"\n", (left+width-right)/2, height-8)
	label := 0.0
	for _, c := range curves { // from above
		label = c.draw(&b, x, y, label+14)
	}
	return b.String() + "</svg>\n"
}

// draw gives the height of its name, which stands below another one.
func (c curve) draw(b *strings.Builder, x, y func(float64) float64, below float64) (label float64) {
	var points []string
	var last float64
	for i, n := range c.open {
		last = y(float64(c.took[i]) / float64(unitTime))
		points = append(points, fmt.Sprintf("%.1f,%.1f", x(float64(n)), last))
		fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, x(float64(n)), last, c.colour)
	}
	fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`, strings.Join(points, " "), c.colour)
	label = max(last+4, below)
	fmt.Fprintf(b, `<text x="%d" y="%.1f" fill="%s">%s</text>`+"\n", width-right+8, label, c.colour, c.name)
	return label
}

// scale maps powers of ten to places.
func scale(from, to, start, end float64) func(float64) float64 {
	low, high := math.Log10(from), math.Log10(to)
	return func(v float64) float64 { return start + (math.Log10(max(v, from))-low)/(high-low)*(end-start) }
}
