"""The words of the interface, Vietnamese and English."""

from http import HTTPStatus

TEXTS: dict[str, dict[str, str]] = {
    "title": {"vi": "Đồ thị tri thức hợp tác quốc tế", "en": "Knowledge graph of international cooperation"},
    "lead": {
        "vi": "Mỗi câu trả lời đều dẫn về câu văn đã nói điều đó.",
        "en": "Every answer can be followed back to the sentence that says it.",
    },
    "skip": {"vi": "Đến nội dung chính", "en": "Skip to content"},
    "home": {"vi": "Trang đầu", "en": "Home"},
    "query": {"vi": "Truy vấn", "en": "Query"},
    "ontology": {"vi": "Bản thể học", "en": "Ontology"},
    "downloads": {"vi": "Tải về", "en": "Downloads"},
    "other_language": {"vi": "English", "en": "Tiếng Việt"},
    "entities": {"vi": "Ai và cái gì có trong đồ thị", "en": "Who and what is in the graph"},
    "articles": {"vi": "Bài viết", "en": "Articles"},
    "statements": {"vi": "Điều được nói về đối tượng này", "en": "What is said of it"},
    "incoming": {"vi": "Đối tượng khác gắn với đối tượng này", "en": "What leads to it"},
    "property": {"vi": "Thuộc tính", "en": "Property"},
    "value": {"vi": "Giá trị", "en": "Value"},
    "subject": {"vi": "Chủ thể", "en": "Subject"},
    "source": {"vi": "Nguồn", "en": "Source"},
    "claim": {"vi": "phát biểu", "en": "claim"},
    "claims": {"vi": "Các phát biểu dựa trên bài này", "en": "Claims that rest on it"},
    "claims_on": {"vi": "Các phát biểu nhắc đến", "en": "Claims that speak of it"},
    "implied": {"vi": "suy ra", "en": "implied"},
    "why": {"vi": "vì sao?", "en": "why?"},
    "registry": {"vi": "sổ đăng ký", "en": "registry"},
    "provenance": {"vi": "nguồn gốc", "en": "provenance"},
    "users": {"vi": "người dùng", "en": "users"},
    "more": {"vi": "Còn nhiều hơn; xem đủ bằng truy vấn.", "en": "There is more; ask a query for all of it."},
    "known_as": {"vi": "Tên gọi", "en": "Names"},
    "is_a": {"vi": "Là", "en": "Is a"},
    "identifier": {"vi": "Định danh", "en": "Identifier"},
    "evidence": {"vi": "Câu văn làm chứng", "en": "The sentences that say so"},
    "summary": {"vi": "Tóm lược của chúng tôi", "en": "Our summary"},
    "quotation": {"vi": "Trích dẫn", "en": "Quotation"},
    "claim_says": {"vi": "Phát biểu này nêu rằng", "en": "What the claim states"},
    "claim_describes": {
        "vi": "Phát biểu này không khẳng định điều dưới đây, chỉ thuật lại",
        "en": "The claim does not assert what follows, it only tells of it",
    },
    "modality": {"vi": "Tình thái", "en": "Modality"},
    "review": {"vi": "Tình trạng duyệt", "en": "Review status"},
    "kind": {"vi": "Loại dữ kiện", "en": "Kind of fact"},
    "tellings": {
        "vi": "Mới chỉ được hy vọng, dự kiến, đề nghị hoặc thuật lại",
        "en": "Only hoped, planned, asked for or reported",
    },
    "details": {"vi": "Chi tiết", "en": "Details"},
    "publisher": {"vi": "Nơi đăng", "en": "Publisher"},
    "published": {"vi": "Ngày đăng", "en": "Published"},
    "address": {"vi": "Địa chỉ", "en": "Address"},
    "unknown": {"vi": "không rõ", "en": "unknown"},
    "explanation": {"vi": "Vì sao?", "en": "Why?"},
    "step": {"vi": "Bước", "en": "Step"},
    "stated": {"vi": "được nêu", "en": "stated"},
    "rule": {"vi": "Quy tắc", "en": "Rule"},
    "from_steps": {"vi": "từ các bước", "en": "from steps"},
    "all_ways": {"vi": "Mọi bước cuối dẫn đến điều này", "en": "All last steps that lead to it"},
    "perhaps_more": {"vi": "… và có thể còn nữa", "en": "… and perhaps more"},
    "their_proofs": {"vi": "Những gì các bước ấy dựa vào", "en": "What they rest on"},
    "run": {"vi": "Hỏi", "en": "Ask"},
    "ask_sparql": {"vi": "Hỏi bằng SPARQL", "en": "Ask in SPARQL"},
    "query_label": {"vi": "Câu truy vấn", "en": "The query"},
    "format": {"vi": "Dạng kết quả", "en": "Format"},
    "result": {"vi": "Kết quả", "en": "Result"},
    "rows_shown": {"vi": "Số dòng", "en": "Rows"},
    "rows_cut": {"vi": "chỉ hiện những dòng đầu; tải về để có đủ", "en": "only the first are shown; download for all"},
    "yes": {"vi": "Có", "en": "Yes"},
    "no": {"vi": "Không", "en": "No"},
    "terms": {"vi": "Các từ của bản thể học", "en": "Terms of the ontology"},
    "comment": {"vi": "Giải thích", "en": "Meaning"},
    "also_as": {"vi": "Cũng có dưới dạng", "en": "Also as"},
    "graph_content": {"vi": "Nội dung của đồ thị này", "en": "What this graph holds"},
    "snapshot": {"vi": "Bản công bố", "en": "Snapshot"},
    "questions": {"vi": "Câu hỏi mẫu", "en": "Sample questions"},
    "in_detail": {"vi": "Chi tiết (tiếng Anh)", "en": "In detail"},
}

#: For each status of a problem what it is called and what to do, by language.
PROBLEMS: dict[int, dict[str, tuple[str, str]]] = {
    400: {
        "vi": ("Yêu cầu không hợp lệ", "Hãy sửa yêu cầu theo chi tiết dưới đây."),
        "en": ("The request is not valid", "Correct it as told below."),
    },
    401: {
        "vi": ("Cần có mã truy cập", "Hãy gửi mã truy cập theo chi tiết dưới đây."),
        "en": ("A token is needed", "Send a token as told below."),
    },
    403: {
        "vi": ("Không được phép", "Máy chủ này không nhận thay đổi đó."),
        "en": ("This is not allowed", "This server does not take that change."),
    },
    404: {
        "vi": ("Không tìm thấy", "Không có gì ở địa chỉ này. Hãy tìm từ trang đầu hoặc bằng truy vấn."),
        "en": ("Not found", "There is nothing at this address. Look for it from the home page, or by a query."),
    },
    405: {
        "vi": ("Không dùng được phương thức này", "Hãy dùng một phương thức mà địa chỉ này nhận."),
        "en": ("This method is not possible here", "Use one that this address takes."),
    },
    406: {
        "vi": ("Không có ở dạng được yêu cầu", "Hãy chọn một trong các dạng dưới đây."),
        "en": ("Not there in the format asked for", "Choose one of the formats below."),
    },
    409: {
        "vi": ("Mâu thuẫn với bản thể học", "Không có gì thay đổi. Hãy bỏ điều gây mâu thuẫn."),
        "en": ("It contradicts the ontology", "Nothing was changed. Leave out what contradicts."),
    },
    413: {
        "vi": ("Yêu cầu quá lớn", "Hãy gửi một yêu cầu ngắn hơn."),
        "en": ("The request is too large", "Send a shorter one."),
    },
    415: {
        "vi": ("Không đọc được loại nội dung này", "Hãy gửi lại theo chi tiết dưới đây."),
        "en": ("Content of this type is not read", "Send it as told below."),
    },
    500: {
        "vi": ("Máy chủ gặp lỗi", "Lỗi đã được ghi lại. Hãy thử lại sau."),
        "en": ("The server failed", "The failure is logged. Try again later."),
    },
    501: {
        "vi": ("Chưa làm được điều này", "Bản công bố hiện tại không có thông tin cần cho việc này."),
        "en": ("This cannot be done yet", "The published graph was made without what this needs."),
    },
    502: {
        "vi": ("Không lấy được tài liệu từ máy chủ khác", "Không có gì thay đổi. Hãy kiểm tra địa chỉ của tài liệu."),
        "en": ("A document elsewhere cannot be had", "Nothing was changed. See whether it is there."),
    },
    503: {
        "vi": ("Hiện máy chủ chưa trả lời được", "Chi tiết dưới đây cho biết vì sao và nên làm gì."),
        "en": ("The server cannot answer this now", "Why, and what to do, is told below."),
    },
    507: {
        "vi": ("Máy chủ hết chỗ lưu", "Không có gì thay đổi. Người quản trị cần dọn chỗ trên đĩa."),
        "en": ("The server has no room left", "Nothing was changed. Who runs this server must make room on its disk."),
    },
}


def text(key: str, language: str) -> str:
    """Return the words for `key` in `language`.

    >>> text("implied", "vi")
    'suy ra'
    """
    return TEXTS[key][language]


def problem_texts(status: int, language: str) -> tuple[str, str]:
    """Return what a problem of that status is called and what to do; of a rare status, what its class says."""
    return PROBLEMS.get(status, PROBLEMS[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400])[language]
