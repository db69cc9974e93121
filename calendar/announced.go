package calendar

import "time"

// TableVersion names the state of the holiday table and of the computation. It
// changes whenever either does, and is part of the configuration's hash.
const TableVersion = "vn-1"

// The public holidays of the Labour Code 2019, art. 112 (BLLĐ 2019 Đ.112).
const (
	newYear      = "Tết Dương lịch"
	lunarNewYear = "Tết Nguyên đán"
	hungKings    = "Giỗ Tổ Hùng Vương (10/3 âm lịch)"
	victoryDay   = "Ngày Chiến thắng 30/4"
	labourDay    = "Ngày Quốc tế Lao động 01/5"
	nationalDay  = "Quốc khánh 02/9"
	nationalDay2 = "Quốc khánh (ngày liền kề)"
)

// The days of Tết, which the announcements choose around its first day.
const (
	tet28 = lunarNewYear + " (28 tháng Chạp)"
	tet29 = lunarNewYear + " (29 tháng Chạp)"
	tet30 = lunarNewYear + " (30 tháng Chạp)"
	tet1  = lunarNewYear + " (mùng 1)"
	tet2  = lunarNewYear + " (mùng 2)"
	tet3  = lunarNewYear + " (mùng 3)"
	tet4  = lunarNewYear + " (mùng 4)"
)

// substitute begins the name of the day off that stands in for a holiday on a
// weekly day off (BLLĐ 2019 Đ.111.3).
const substitute = "Nghỉ bù "

// announcedDays is the year's table as the government announced it, with the
// holidays that fall on a weekend, or nil if there is none. The days off and
// worked are those of domain.md §4. The day of culture, 24/11, is not among
// them: no law about it has been found, administrators add it when there is.
func announcedDays(number int) []Day {
	switch number {
	case 2022:
		return announced2022()
	case 2023:
		return announced2023()
	case 2024:
		return announced2024()
	case 2025:
		return announced2025()
	case 2026:
		return announced2026()
	}
	return nil
}

func announced2022() []Day {
	return []Day{
		off(2022, time.January, 1, newYear),
		off(2022, time.January, 3, substitute+newYear),
		off(2022, time.January, 31, tet29),
		off(2022, time.February, 1, tet1),
		off(2022, time.February, 2, tet2),
		off(2022, time.February, 3, tet3),
		off(2022, time.February, 4, tet4),
		off(2022, time.April, 10, hungKings),
		off(2022, time.April, 11, substitute+hungKings),
		off(2022, time.April, 30, victoryDay),
		off(2022, time.May, 1, labourDay),
		off(2022, time.May, 2, substitute+victoryDay),
		off(2022, time.May, 3, substitute+labourDay),
		off(2022, time.September, 1, nationalDay2),
		off(2022, time.September, 2, nationalDay),
	}
}

// The five days of Tết 2023 were the last two of the old year and the first
// three of the new one, two of them on a weekend.
func announced2023() []Day {
	return []Day{
		off(2023, time.January, 1, newYear),
		off(2023, time.January, 2, substitute+newYear),
		off(2023, time.January, 20, tet29),
		off(2023, time.January, 21, tet30),
		off(2023, time.January, 22, tet1),
		off(2023, time.January, 23, tet2),
		off(2023, time.January, 24, tet3),
		off(2023, time.January, 25, substitute+tet30),
		off(2023, time.January, 26, substitute+tet1),
		off(2023, time.April, 29, hungKings),
		off(2023, time.April, 30, victoryDay),
		off(2023, time.May, 1, labourDay),
		off(2023, time.May, 2, substitute+hungKings),
		off(2023, time.May, 3, substitute+victoryDay),
		off(2023, time.September, 1, nationalDay2),
		off(2023, time.September, 2, nationalDay),
		off(2023, time.September, 4, substitute+nationalDay),
	}
}

// Tết 2024: two days before and three from the first on, as in 2023. The swap is
// that of 2450/VPCP-KGVX.
func announced2024() []Day {
	return []Day{
		off(2024, time.January, 1, newYear),
		off(2024, time.February, 8, tet29),
		off(2024, time.February, 9, tet30),
		off(2024, time.February, 10, tet1),
		off(2024, time.February, 11, tet2),
		off(2024, time.February, 12, tet3),
		off(2024, time.February, 13, substitute+tet1),
		off(2024, time.February, 14, substitute+tet2),
		off(2024, time.April, 18, hungKings),
		off(2024, time.April, 29, "Nghỉ hoán đổi (làm bù 04/5/2024)"),
		off(2024, time.April, 30, victoryDay),
		off(2024, time.May, 1, labourDay),
		worked(2024, time.May, 4, "Làm bù (nghỉ 29/4/2024)"),
		off(2024, time.September, 2, nationalDay),
		off(2024, time.September, 3, nationalDay2),
	}
}

// Tết 2025: two days before and three from the first on, all five on weekdays.
func announced2025() []Day {
	return []Day{
		off(2025, time.January, 1, newYear),
		off(2025, time.January, 27, tet28),
		off(2025, time.January, 28, tet29),
		off(2025, time.January, 29, tet1),
		off(2025, time.January, 30, tet2),
		off(2025, time.January, 31, tet3),
		off(2025, time.April, 7, hungKings),
		worked(2025, time.April, 26, "Làm bù (nghỉ 02/5/2025)"),
		off(2025, time.April, 30, victoryDay),
		off(2025, time.May, 1, labourDay),
		off(2025, time.May, 2, "Nghỉ hoán đổi (làm bù 26/4/2025)"),
		off(2025, time.September, 1, nationalDay2),
		off(2025, time.September, 2, nationalDay),
	}
}

// Tết 2026: the eve and the first four days. The swap of January is that of
// 12729/VPCP-KGVX, a week before it.
func announced2026() []Day {
	return []Day{
		off(2026, time.January, 1, newYear),
		off(2026, time.January, 2, "Nghỉ hoán đổi (làm bù 10/01/2026)"),
		worked(2026, time.January, 10, "Làm bù (nghỉ 02/01/2026)"),
		off(2026, time.February, 16, tet29),
		off(2026, time.February, 17, tet1),
		off(2026, time.February, 18, tet2),
		off(2026, time.February, 19, tet3),
		off(2026, time.February, 20, tet4),
		off(2026, time.April, 26, hungKings),
		off(2026, time.April, 27, substitute+hungKings),
		off(2026, time.April, 30, victoryDay),
		off(2026, time.May, 1, labourDay),
		worked(2026, time.August, 22, "Làm bù (nghỉ 31/8/2026)"),
		off(2026, time.August, 31, "Nghỉ hoán đổi (làm bù 22/8/2026)"),
		off(2026, time.September, 1, nationalDay2),
		off(2026, time.September, 2, nationalDay),
	}
}

func off(year int, month time.Month, day int, name string) Day {
	return Day{Date: Date{year, month, day}, Kind: Off, Name: name, Status: Announced}
}

func worked(year int, month time.Month, day int, name string) Day {
	return Day{Date: Date{year, month, day}, Kind: Worked, Name: name, Status: Announced}
}
