"""The units that the grounding checks know: what they measure, and how many base units they are."""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType

from deckgen.patterns import regex

_TABLE = """
time 0.000000001 ns 纳秒 nanosecond nanoseconds
time 0.000001 μs us 微秒 microsecond microseconds
time 0.001 ms 毫秒 millisecond milliseconds
time 1 s 秒 秒钟 sec secs second seconds
time 60 min mins 分 分钟 minute minutes
time 3600 h hr hrs 小时 钟头 hour hours
time 86400 天 日 day days
time 604800 周 星期 week weeks
month 1 个月 month months
month 12 年 year years yr yrs
century 1 世纪 century centuries
length 0.000000001 nm 纳米 nanometer nanometers nanometre nanometres
length 0.000001 μm um 微米 micron microns micrometer micrometers
length 0.001 mm 毫米 millimeter millimeters millimetre millimetres
length 0.01 cm 厘米 centimeter centimeters centimetre centimetres
length 1 m 米 meter meters metre metres
length 1000 km 公里 千米 kilometer kilometers kilometre kilometres
length 0.0254 inch inches 英寸
length 0.3048 ft foot feet 英尺
length 1609.344 mi mile miles 英里
area 1 m2 m^2 平方米 square_meters square_metres
area 1000000 km2 km^2 平方公里 平方千米 square_kilometers square_kilometres
area 10000 公顷 hectare hectares
volume 1 m3 m^3 立方米 cubic_meters cubic_metres
volume 0.001 l 升 liter liters litre litres
volume 0.000001 ml 毫升 milliliter milliliters millilitre millilitres
mass 0.001 mg 毫克 milligram milligrams
mass 1 g 克 gram grams
mass 1000 kg 千克 公斤 kilogram kilograms
mass 500 斤
mass 1000000 t 吨 ton tons tonne tonnes
mass 453.59237 lb lbs 磅 pound pounds
mass 28.349523125 oz ounce ounces 盎司
data 0.125 bit bits 比特
data 1 byte bytes 字节
data 1024 kb kib kilobyte kilobytes
data 1048576 mb mib megabyte megabytes
data 1073741824 gb gib gigabyte gigabytes
data 1099511627776 tb tib terabyte terabytes
data 1125899906842624 pb pib petabyte petabytes
rate 1 bps
rate 1000 kbps
rate 1000000 mbps
rate 1000000000 gbps
frequency 1 hz 赫兹 赫
frequency 1000 khz 千赫
frequency 1000000 mhz 兆赫
frequency 1000000000 ghz
power 1 w 瓦 瓦特 watt watts
power 1000 kw 千瓦 kilowatt kilowatts
power 1000000 mw 兆瓦 megawatt megawatts
power 1000000000 gw 吉瓦 gigawatt gigawatts
energy 1 j 焦 焦耳 joule joules
energy 1000 kj 千焦 kilojoule kilojoules
energy 4.184 cal 卡 calorie calories
energy 4184 kcal 千卡 大卡 kilocalorie kilocalories
work 1 kwh 千瓦时 度电
pressure 1 pa 帕 pascal
pressure 1000 kpa 千帕
pressure 1000000 mpa 兆帕
pressure 100000 bar
pressure 6894.757 psi
pressure 101325 atm
voltage 1 v 伏 伏特 volt volts
voltage 0.001 mv 毫伏
current 1 安培 ampere amperes
current 0.001 ma 毫安
celsius 1 °c 摄氏度 degrees_celsius
fahrenheit 1 °f 华氏度 degrees_fahrenheit
kelvin 1 kelvin 开尔文
angle 1 °
concentration 1 mmol/l 毫摩尔/升
density 1 mg/dl
share 1 % percent 个百分点 百分点 percentage_points percentage_point
share 0.1 ‰
factor 1 倍
factor 1 times
pixel 1 px 像素 pixel pixels
point 1 pt
yuan 1 元 块钱 人民币 rmb cny yuan ¥
yuan 0.1 角
dollar 1 美元 美金 dollar dollars usd $ us$
euro 1 欧元 euro euros eur €
sterling 1 英镑 gbp £
yen 1 日元 jpy
"""

UNITS = MappingProxyType(
    {
        name.replace("_", " "): (what, Decimal(factor))
        for what, factor, *names in map(str.split, _TABLE.strip().splitlines())
        for name in names
    }
)
"""What a unit measures and how many base units it is, by its case-folded name."""

ALSO_WORDS = frozenset("分倍角")
"""Units that behind a Chinese numeral are as often a part of a word: 二分查找, 三角形, 两倍于."""

SCALES = MappingProxyType(
    {
        "十": Decimal(10), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4), "亿": Decimal(10**8),
        "百万": Decimal(10**6), "千万": Decimal(10**7), "万亿": Decimal(10**12), "十万": Decimal(10**5),
        "十亿": Decimal(10**9), "百亿": Decimal(10**10), "千亿": Decimal(10**11),
        "hundred": Decimal(100), "thousand": Decimal(1000), "million": Decimal(10**6), "billion": Decimal(10**9),
        "bn": Decimal(10**9), "trillion": Decimal(10**12),
        "k": Decimal(1000), "K": Decimal(1000), "M": Decimal(10**6), "B": Decimal(10**9),
    }
)  # fmt: skip
"""By how much a word or letter behind a number multiplies it."""

_NAMES = "|".join(re.escape(name) for name in sorted(UNITS, key=len, reverse=True))
UNIT = regex(rf"[\s-]?(?P<unit>{_NAMES})(?:(?<![a-z])|(?![a-z0-9]))", re.I)
"""A unit behind a number; a Latin one ends where its letters end."""
