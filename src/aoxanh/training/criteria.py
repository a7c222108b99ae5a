"""Forms of the programme as they are shipped: five groups of twenty points (P10).

The official wording was not found (membership.md §10.3): titles and the points of each criterion are OUR wording, drawn
from the contents of the groups, marked "assumed". A form from the Central Union is entered on the page of programmes.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "Lời văn của phần mềm: chưa tìm thấy văn bản chính thức"
SURE = "assumed"


@dataclass(frozen=True)
class Form:
    """A form: since which year it is proposed, and its outline as it is typed (`# title | max`, `title | max`)."""

    code: str
    since: int
    outline: str


FORM_2022 = """# Tư tưởng chính trị | 20
Học tập, quán triệt nghị quyết của Đảng và của Đoàn | 4
Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh | 4
Hoàn thành bốn bài lý luận chính trị dành cho đoàn viên | 3
Chấp hành chủ trương của Đảng, pháp luật của Nhà nước | 3
Theo dõi thời sự, chia sẻ thông tin đúng | 3
Tham gia bảo vệ nền tảng tư tưởng của Đảng, phản bác thông tin xấu, độc | 3
# Đạo đức, lối sống, kỹ năng | 20
Sống có trách nhiệm với gia đình, tập thể và cộng đồng | 4
Giữ gìn thuần phong mỹ tục, nếp sống văn minh | 4
Trung thực, khiêm tốn, giúp đỡ mọi người | 4
Ứng xử có văn hóa, kể cả trên mạng xã hội | 4
Rèn luyện kỹ năng sống, kỹ năng xã hội | 4
# Học tập, lao động, sáng tạo | 20
Hoàn thành nhiệm vụ học tập, công tác, lao động | 4
Có sáng kiến, ý tưởng, cách làm mới | 4
Học ngoại ngữ | 4
Học và ứng dụng tin học, công nghệ số | 4
Nâng cao trình độ chuyên môn, tay nghề | 4
# Thể chất, văn hóa, thể thao | 20
Tập luyện thường xuyên một môn thể thao | 7
Tham gia phong trào văn hóa, văn nghệ, thể thao | 7
Không ma túy, không lạm dụng rượu bia, giữ gìn sức khỏe | 6
# Kỷ luật, xây dựng Đoàn, tình nguyện | 20
Chấp hành Điều lệ, nghị quyết của Đoàn | 5
Sinh hoạt chi đoàn đầy đủ | 5
Đóng đoàn phí đúng hạn | 5
Tham gia tình nguyện và xây dựng chi đoàn vững mạnh | 5
"""

FORM_2026 = """# Tư tưởng chính trị | 20
Học tập, quán triệt nghị quyết của Đảng và của Đoàn | 3
Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh | 3
Hoàn thành bốn bài lý luận chính trị dành cho đoàn viên | 3
Chấp hành chủ trương của Đảng, pháp luật của Nhà nước | 3
Theo dõi thời sự, chia sẻ thông tin đúng | 3
Tham gia bảo vệ nền tảng tư tưởng của Đảng, phản bác thông tin xấu, độc | 3
Tham gia hội thi, đợt tìm hiểu về Đảng, Bác Hồ và Đoàn | 2
# Đạo đức, lối sống, kỹ năng | 20
Sống có trách nhiệm với gia đình, tập thể và cộng đồng | 4
Giữ gìn thuần phong mỹ tục, nếp sống văn minh | 4
Trung thực, khiêm tốn, giúp đỡ mọi người | 3
Ứng xử có văn hóa, kể cả trên mạng xã hội | 3
Rèn luyện kỹ năng sống, kỹ năng xã hội | 3
Gương mẫu, lan tỏa gương người tốt, việc tốt | 3
# Học tập, lao động, sáng tạo | 20
Hoàn thành nhiệm vụ học tập, công tác, lao động | 4
Có sáng kiến, ý tưởng, cách làm mới | 4
Học ngoại ngữ | 4
Học và ứng dụng công nghệ số | 4
Nâng cao trình độ chuyên môn, tay nghề | 4
# Thể chất, văn hóa, thể thao | 20
Tập luyện thường xuyên một môn thể thao | 5
Tham gia phong trào văn hóa, văn nghệ, thể thao | 5
Không ma túy, không lạm dụng rượu bia | 5
Giữ gìn sức khỏe, vệ sinh, môi trường | 5
# Kỷ luật, xây dựng Đoàn, tình nguyện | 20
Chấp hành Điều lệ, nghị quyết của Đoàn; đóng đoàn phí đúng hạn | 5
Sinh hoạt chi đoàn đầy đủ | 5
Tham gia hoạt động tình nguyện | 5
Góp phần xây dựng chi đoàn vững mạnh, giới thiệu người vào Đoàn | 5
"""

FORMS = (Form("2022", 2022, FORM_2022), Form("2026", 2026, FORM_2026))


def form_for(year: int) -> Form:
    """Return the form proposed for a year: the latest that had begun, or the first."""
    return next((form for form in reversed(FORMS) if form.since <= year), FORMS[0])
