"""Chinese formats where Django's do not fit; what is not named here is Django's."""

# The first is what a field shows: <input type="date"> takes nothing but ISO and stays empty otherwise.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]
# Official tables write 3,307, in groups of three; Django's Chinese has no separator and groups of four.
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
# 6月5日, without leading zeros (GB/T 9704).
MONTH_DAY_FORMAT = "n月j日"
