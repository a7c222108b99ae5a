"""Real Vietnamese syllables and names for the tests of this room, and its number of examples."""

from hypothesis import settings

examples = settings(max_examples=80, deadline=None)

SYLLABLES_TEXT = """
an anh ánh ảnh ấm ấn ẩn ân ấp áo ào ảo ba bà bá bả bã bạ bác bạch bái bại bàn bản bảng bao bảo bão báo bắc
bắp bằng bậc bật bến bèo bể bệnh bí bị biên biển biết biệt bình bính bò bóng bổn bông bột bơi bờ bùi búp
bưởi bước cá cả cao cảnh cẩm cần cấp cậu cây chải chánh chi chí chị chiến chiều chính chợ chung chủ chuyển
chứng chước có cọc còn cô cố cộng cơ cũng cúc cung cửa cường dài dâu dân dẫn dì diễm diệp diệu dịu do doãn
dung dũng duy duyên dư dữ dự dương đa đá đại đàm đan đào đảo đạo đạt đặng đầm đẹp đề đến đêm địa điểm điện
điệp đình định đoàn đô đồ độ đội đồng đống đuốc đức được đường em ếch êm gà gái gạo gấm gần ghế ghi gì gìn
giang giảng giáp giỏi giờ giúp giữ giường gương hà hạ hải hai hàm hàn hạnh hào hảo hằng hậu hè hiên hiến
hiền hiếu hiệp hiệu hoa hòa hoài hoàn hoàng hoạt học hỏi hôm hồ hổ hộ hồng hợp hợi huân huấn huế huệ hùng
huy huyền huyện huynh huỳnh hưng hương hướng hường hữu ích im in kéo kế kết khách khải khánh khiêm khoa khóa
khóc khoẻ khởi khuê khuya khuyên khuyến khuyết khúc kì kỳ kia kiên kiến kiều kim kính là lá lạc lam lành
lãnh lan lao lão lập lâm lần lê lễ lệ liên liễu linh lính loan lọc long lộc lợi lớp luân luật luyến lũ lụa
lương lượng lưu lý ma mai mạnh mát mắt mẫn mậu mây mẹ mến minh mịn mỗi mơ mới mùa mừng mười mượt mưu mỵ mỹ
nam năm nắng nết nên nga ngà ngã nghệ nghĩa nghiêm nghiệp nghỉ ngoan ngoài ngoằn ngoèo ngọc ngọt ngô ngộ ngữ
nguyên nguyễn nguyệt nhã nhàn nhân nhẫn nhật nhi nhị nhiên nhiều nhuần nhung như nhựt niềm ninh nở nữ nương
nước oanh ong ơn phạm phan phát phi phong phòng phố phú phúc phụng phước phượng phương quả quách quan quang
quảng quân quế quốc quý quyên quyền quyết quỳnh rạng rèn rể rồng ruộng rừng sáng sao sâm sen sinh sông sơn
sử sương tài tám tạ tâm tân tấn tây thạch thái thanh thành thảo thắm thắng thật thế thêm thị thiên thiện
thiệp thịnh thoa thoại thời thơ thu thuận thục thuỳ thủy thuỷ thuyết thư thương thường thực tiên tiến tiếp
tình tĩnh toàn tôn tổng trà trai trang tráng trần trí trịnh trinh trúc trung truyền trường tú tuấn tuệ tùng
tuổi tuyên tuyến tuyết tư từ tường ước uyên vân văn vang vàng vẻ việt vinh vĩnh võ vũ vui vùng vương vượng
xã xanh xinh xoài xoong xuân xuất xuyến ý yên yến yêu yếu yểng khuỷu
"""
SYLLABLES = SYLLABLES_TEXT.split()

FAMILIES_TEXT = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Trịnh Mai
"""
FAMILIES = FAMILIES_TEXT.split()
MIDDLES_TEXT = """
Văn Thị Đức Ngọc Minh Thanh Quang Hữu Xuân Kim Thùy Bảo Quốc Hoài Như
"""
MIDDLES = MIDDLES_TEXT.split()
GIVENS_TEXT = """
Dũng Hương Anh Bình Cường Diệp Đạt Giang Hà Hạnh Hiếu Hòa Huệ Khánh Lan Linh Long Mạnh Mỹ Nga Ngân Nhung
Oanh Phúc Phương Quân Quỳnh Sơn Tâm Thảo Thắng Thúy Tiến Trang Trí Tuấn Tú Uyên Vân Việt Vinh Yến Ý
"""
GIVENS = GIVENS_TEXT.split()
NAMES = [
    f"{FAMILIES[i % len(FAMILIES)]} {MIDDLES[(i * 7) % len(MIDDLES)]} {GIVENS[(i * 11) % len(GIVENS)]}"
    for i in range(330)
]

WESTERN_TEXT = """
José Zoë Chloé François Loïc Seán André René Renée Hélène Inès Noël Noé Léa Léo Joël Raphaël Michaël Maël
Gaël Maëva Anaïs Naïm Aïcha Saïd Éloïse Siân Ólafur Björn Jürgen Müller Günther Jörg Søren Håkan Åse Øyvind
Pål Zoltán Éva Jiří Peña Muñoz Núñez Íñigo João Conceição Antônio Benoît Aurélie Clément Rémi Jérôme Cécile
Thérèse Maïté Raúl Jesús Ángel Óscar García López Pérez Hernández Gómez Díaz Ramón Julián Nicolás Lucía
María Begoña Gül Özil Lü Citroën Nestlé Beyoncé Gödel Möbius Ångström München Köln Zürich Genève Málaga
Bogotá Québec café résumé naïve fiancée cliché façade piñata über schön für Büro Grüße Straße Hawaï Haïti
Thaï Caïn Saint-Saëns Crusoë
"""
WESTERN = WESTERN_TEXT.split()
