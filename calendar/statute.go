package calendar

import (
	"slices"
	"time"
)

// publicDays are the year's days by announcement, else by the law, without the
// administrator's.
func (c *Calendar) publicDays(number int) []Day {
	if c.holidays != "vn" || number < firstYear || number > lastYear {
		return nil
	}
	if days := announcedDays(number); days != nil {
		return days
	}
	return statutoryDays(number, c.workdays)
}

// statutoryDays computes a year that has not been announced: the holidays of
// BLLĐ 2019 Đ.112, and the substitutes of Đ.111.3 for those on a weekly day off.
// What the government decides each year is assumed to be the eve and the first
// four days of Tết, and 01/9, or 03/9 if 01/9 is a weekly day off.
func statutoryDays(number int, workdays [7]bool) []Day {
	days := slices.Concat(solarHolidays(number, workdays), lunarHolidays(number))
	slices.SortStableFunc(days, func(a, b Day) int { return a.Date.Compare(b.Date) })
	return append(days, substitutes(days, workdays)...)
}

func solarHolidays(number int, workdays [7]bool) []Day {
	second := Date{number, time.September, 1}
	if !workdays[second.Weekday()] {
		second.Day = 3
	}
	return []Day{
		provisional(Date{number, time.January, 1}, newYear),
		provisional(Date{number, time.April, 30}, victoryDay),
		provisional(Date{number, time.May, 1}, labourDay),
		provisional(Date{number, time.September, 2}, nationalDay),
		provisional(second, nationalDay2),
	}
}

// lunarHolidays are Tết, its eve included, and Giỗ Tổ.
func lunarHolidays(number int) []Day {
	first, eve := lunarDate(number, 1, 1), tet29
	if k := lunation(number, 1); newMoonDay(k)-newMoonDay(k-1) == 30 {
		eve = tet30
	}
	return []Day{
		provisional(first.AddDays(-1), eve),
		provisional(first, tet1),
		provisional(first.AddDays(1), tet2),
		provisional(first.AddDays(2), tet3),
		provisional(first.AddDays(3), tet4),
		provisional(lunarDate(number, 3, 10), hungKings),
	}
}

// substitutes gives each holiday on a weekly day off, in their order, the next
// day that is worked and not taken yet.
func substitutes(holidays []Day, workdays [7]bool) []Day {
	taken := map[Date]bool{}
	for _, h := range holidays {
		taken[h.Date] = true
	}
	var days []Day
	for _, h := range holidays {
		if workdays[h.Date.Weekday()] || workdays == [7]bool{} {
			continue
		}
		d := h.Date.AddDays(1)
		for taken[d] || !workdays[d.Weekday()] {
			d = d.AddDays(1)
		}
		taken[d] = true
		days = append(days, provisional(d, substitute+h.Name))
	}
	return days
}

func provisional(d Date, name string) Day {
	return Day{Date: d, Kind: Off, Name: name, Status: Provisional}
}
