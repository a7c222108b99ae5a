"""The words of every refusal and caution of this room: English msgids and their Vietnamese text.

The two dictionaries have the same keys and the same places in each pair; the tests hold them to it. The
Vietnamese says what is wrong, which rule says so, and what to do next.
"""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "number.empty": "The number is empty. Type a number, for example 1.234,5.",
    "number.not_a_number": (
        "“%(text)s” is not a number. Write it the Vietnamese way (1.234,5) or the English way (1,234.5)."
    ),
    "number.ambiguous": (
        "“%(text)s” can be read as %(vietnamese)s the Vietnamese way or as %(english)s the English way. "
        "Choose how the numbers of this file are written."
    ),
    "date.empty": "The date is empty. Type it as day/month/year, for example 25/06/2023.",
    "date.not_a_date": "“%(text)s” is not a date. Type it as day/month/year, for example 25/06/2023.",
    "date.no_such_month": "There is no month %(month)s. A month is from 01 to 12: check day and month.",
    "date.no_such_day": "%(month)s/%(year)s has no day %(day)s. Check the day against the papers.",
    "date.no_such_year": "There is no year %(year)s. Write the year with four digits, for example 2003.",
    "date.day_without_month": "A day needs its month. Leave the day out or write the month as well.",
    "date.ambiguous_order": (
        "“%(text)s” can be read as %(first)s or as %(second)s. "
        "Choose whether this file writes the day or the month first."
    ),
    "date.two_digit_year": (
        "“%(text)s” has a two-digit year: it may be %(first)s or %(second)s. Write the year with four digits."
    ),
    "date.excel_leap_bug": (
        "Serial 60 is 29/02/1900 in Excel, a day that never was. Look up the date on the paper and type it."
    ),
    "date.excel_serial": "%(serial)s is not the serial number of a day in Excel. Type the date itself.",
    "date.not_yet_born": "The date of birth %(birth)s is after %(day)s. Check the date of birth.",
    "citizen_id.empty": "The personal identification number is empty. Type its 12 digits.",
    "citizen_id.not_digits": (
        "A personal identification number has 12 digits and nothing else. Remove letters and signs "
        "(in Excel, format the column as text)."
    ),
    "citizen_id.wrong_length": (
        "A personal identification number has 12 digits; %(length)s were typed. Check it against the card."
    ),
    "citizen_id.lost_zero": (
        "The number has 11 digits: its leading zero was probably lost in Excel. "
        "Compare the proposed number with the card before accepting it."
    ),
    "citizen_id.old_nine_digits": (
        "This is an old nine-digit identity card number. It is kept only as history; "
        "ask for the 12-digit personal identification number."
    ),
    "citizen_id.not_nine_digits": "An old identity card number has 9 digits. Check it against the papers.",
    "citizen_id.century": (
        "The fourth digit, %(digit)s, stands for births from 2100 on: nobody alive has it. "
        "Check the number against the card."
    ),
    "citizen_id.unknown_prefix": (
        "%(prefix)s is not the code of a province; it may be a birth registered abroad. "
        "Compare it with the card."
    ),
    "citizen_id.birth_year_disagrees": (
        "The number says born in %(in_number)s, the record says %(in_record)s. Compare both with the card."
    ),
    "citizen_id.sex_disagrees": (
        "The sex coded in the number differs from the one in the record. Compare both with the card."
    ),
    "card.unknown_layout": (
        "The card's code has an unfamiliar layout (%(fields)s fields). Nothing was read: "
        "type the data by hand."
    ),
    "card.bad_birth_date": (
        "The date of birth on the card's code is not a valid date. Nothing was read: type it by hand."
    ),
    "card.bad_issue_date": (
        "The date of issue on the card's code is not a valid date. Nothing was read: type it by hand."
    ),
    "phone.empty": "The phone number is empty. Type it, for example 0912 345 678.",
    "phone.not_digits": "A phone number has only digits, spaces, dots and a leading +. Remove the rest.",
    "phone.wrong_length": (
        "A Vietnamese phone number has 10 digits (11 for a fixed line); %(length)s were "
        "typed. Check it again."
    ),
    "phone.several": "The cell holds more than one phone number. Keep one number to a cell.",
    "phone.foreign": (
        "This is a number of another country. Type a Vietnamese number, beginning with 0 or +84."
    ),
    "phone.not_assigned": (
        "No Vietnamese network uses numbers beginning with %(prefix)s. Check the number with its owner."
    ),
    "phone.shared_cost": (
        "%(prefix)s numbers are service lines, not a person's. Type a mobile number or a fixed line."
    ),
    "phone.old_prefix": (
        "Numbers beginning with %(prefix)s were changed to 10 digits in 2018. "
        "Confirm the proposed new number with its owner."
    ),
    "phone.lost_zero": (
        "The leading 0 was probably lost in Excel. Confirm the proposed number, or format the column as text."
    ),
}

VIETNAMESE: dict[str, str] = {
    "number.empty": "Chưa nhập số. Hãy nhập một số, ví dụ 1.234,5.",
    "number.not_a_number": (
        "“%(text)s” không phải là số. Hãy viết theo kiểu Việt Nam (1.234,5) hoặc kiểu Anh (1,234.5)."
    ),
    "number.ambiguous": (
        "“%(text)s” có thể đọc là %(vietnamese)s theo kiểu Việt Nam hoặc %(english)s theo kiểu Anh. "
        "Hãy chọn cách viết số của tệp này."
    ),
    "date.empty": "Chưa nhập ngày. Hãy nhập theo thứ tự ngày/tháng/năm, ví dụ 25/06/2023.",
    "date.not_a_date": (
        "“%(text)s” không phải là ngày tháng. Hãy nhập theo thứ tự ngày/tháng/năm, ví dụ 25/06/2023."
    ),
    "date.no_such_month": (
        "Không có tháng %(month)s. Tháng chỉ từ 01 đến 12: hãy kiểm tra lại ngày và tháng."
    ),
    "date.no_such_day": "Tháng %(month)s/%(year)s không có ngày %(day)s. Hãy đối chiếu lại với giấy tờ.",
    "date.no_such_year": "Không có năm %(year)s. Hãy ghi năm đủ bốn chữ số, ví dụ 2003.",
    "date.day_without_month": "Có ngày thì phải có tháng. Hãy bỏ trống ngày hoặc ghi thêm tháng.",
    "date.ambiguous_order": (
        "“%(text)s” có thể là %(first)s hoặc %(second)s. Hãy chọn tệp này ghi ngày trước hay tháng trước."
    ),
    "date.two_digit_year": (
        "“%(text)s” chỉ ghi hai chữ số của năm: có thể là %(first)s hoặc %(second)s. "
        "Hãy ghi năm đủ bốn chữ số."
    ),
    "date.excel_leap_bug": (
        "Số 60 trong Excel là ngày 29/02/1900, một ngày không có thật. Hãy xem lại giấy tờ và nhập đúng ngày."
    ),
    "date.excel_serial": "%(serial)s không phải là số thứ tự ngày của Excel. Hãy nhập ngày tháng cụ thể.",
    "date.not_yet_born": "Ngày sinh %(birth)s sau ngày %(day)s. Hãy kiểm tra lại ngày sinh.",
    "citizen_id.empty": "Chưa nhập số định danh cá nhân. Hãy nhập đủ 12 chữ số.",
    "citizen_id.not_digits": (
        "Số định danh cá nhân chỉ gồm 12 chữ số. Hãy bỏ chữ cái và ký hiệu "
        "(trong Excel, hãy định dạng cột là Văn bản)."
    ),
    "citizen_id.wrong_length": (
        "Số định danh cá nhân phải có 12 chữ số, đang có %(length)s chữ số. Hãy đối chiếu lại với thẻ."
    ),
    "citizen_id.lost_zero": (
        "Số có 11 chữ số: có thể Excel đã làm mất số 0 ở đầu. "
        "Hãy đối chiếu số được đề xuất với thẻ trước khi chấp nhận."
    ),
    "citizen_id.old_nine_digits": (
        "Đây là số chứng minh nhân dân cũ (9 chữ số), chỉ lưu làm dữ liệu lịch sử. "
        "Hãy đề nghị cung cấp số định danh cá nhân 12 chữ số."
    ),
    "citizen_id.not_nine_digits": (
        "Số chứng minh nhân dân cũ phải có 9 chữ số. Hãy đối chiếu lại với giấy tờ."
    ),
    "citizen_id.century": (
        "Chữ số thứ tư là %(digit)s, dành cho người sinh từ năm 2100 trở đi nên chưa thể có. "
        "Hãy đối chiếu lại với thẻ."
    ),
    "citizen_id.unknown_prefix": (
        "%(prefix)s không phải là mã tỉnh, thành phố; có thể là khai sinh ở nước ngoài. "
        "Hãy đối chiếu lại với thẻ."
    ),
    "citizen_id.birth_year_disagrees": (
        "Số định danh cho biết sinh năm %(in_number)s, hồ sơ ghi %(in_record)s. Hãy đối chiếu cả hai với thẻ."
    ),
    "citizen_id.sex_disagrees": (
        "Giới tính trong số định danh khác với giới tính trong hồ sơ. Hãy đối chiếu cả hai với thẻ."
    ),
    "card.unknown_layout": (
        "Mã trên thẻ có định dạng lạ (%(fields)s trường). Chưa đọc dữ liệu nào: hãy nhập bằng tay."
    ),
    "card.bad_birth_date": (
        "Ngày sinh trong mã trên thẻ không phải là ngày hợp lệ. Chưa đọc dữ liệu nào: hãy nhập bằng tay."
    ),
    "card.bad_issue_date": (
        "Ngày cấp trong mã trên thẻ không phải là ngày hợp lệ. Chưa đọc dữ liệu nào: hãy nhập bằng tay."
    ),
    "phone.empty": "Chưa nhập số điện thoại. Hãy nhập số, ví dụ 0912 345 678.",
    "phone.not_digits": (
        "Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm và dấu + ở đầu. Hãy bỏ các ký tự khác."
    ),
    "phone.wrong_length": (
        "Số điện thoại Việt Nam có 10 chữ số (11 nếu là máy cố định), đang có %(length)s chữ số. "
        "Hãy kiểm tra lại."
    ),
    "phone.several": "Ô này có nhiều hơn một số điện thoại. Hãy để mỗi ô một số.",
    "phone.foreign": "Đây là số của nước ngoài. Hãy nhập số Việt Nam, bắt đầu bằng 0 hoặc +84.",
    "phone.not_assigned": (
        "Không có mạng nào ở Việt Nam dùng đầu số %(prefix)s. Hãy hỏi lại chủ số điện thoại."
    ),
    "phone.shared_cost": (
        "Đầu số %(prefix)s là tổng đài dịch vụ, không phải số của cá nhân. "
        "Hãy nhập số di động hoặc số máy cố định."
    ),
    "phone.old_prefix": (
        "Đầu số %(prefix)s đã chuyển sang 10 chữ số từ năm 2018. "
        "Hãy xác nhận số mới được đề xuất với chủ số điện thoại."
    ),
    "phone.lost_zero": (
        "Có thể Excel đã làm mất số 0 ở đầu. Hãy xác nhận số được đề xuất, hoặc định dạng cột là Văn bản."
    ),
}
