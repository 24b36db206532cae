#include "directus/json.hpp"

#include "base/utf8.hpp"

#include <rapidjson/document.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/writer.h>

namespace directus::json {

namespace {

// A frame is mostly small: RapidJSON's own 64 KiB for every document would be wasted on it.
constexpr std::size_t pool_chunk = 4096;

// Passes a parser's events on to the document and stops it where the text nests too deeply or holds too much:
// two bytes of it can become a value of sixteen.
class bounded {
public:
    explicit bounded(rapidjson::Document& to)
        : to_(to)
    {
    }

    bool Null() { return fits() && to_.Null(); }
    bool Bool(bool flag) { return fits() && to_.Bool(flag); }
    bool Int(int number) { return fits() && to_.Int(number); }
    bool Uint(unsigned number) { return fits() && to_.Uint(number); }
    bool Int64(std::int64_t number) { return fits() && to_.Int64(number); }
    bool Uint64(std::uint64_t number) { return fits() && to_.Uint64(number); }
    bool Double(double number) { return fits() && to_.Double(number); }
    bool RawNumber(const char* text, rapidjson::SizeType size, bool copy)
    {
        return fits() && to_.RawNumber(text, size, copy);
    }
    bool String(const char* text, rapidjson::SizeType size, bool copy)
    {
        return fits() && to_.String(text, size, copy);
    }
    bool Key(const char* text, rapidjson::SizeType size, bool copy)
    {
        return fits() && to_.Key(text, size, copy);
    }
    bool StartObject() { return opens() && to_.StartObject(); }
    bool EndObject(rapidjson::SizeType members) { return --depth_, to_.EndObject(members); }
    bool StartArray() { return opens() && to_.StartArray(); }
    bool EndArray(rapidjson::SizeType elements) { return --depth_, to_.EndArray(elements); }

private:
    bool fits() { return ++size_ <= document::max_size; }
    bool opens() { return ++depth_ <= document::max_depth && fits(); }

    rapidjson::Document& to_;
    int depth_ = 0;
    std::size_t size_ = 0;
};

const rapidjson::Value* as_value(const void* node)
{
    return static_cast<const rapidjson::Value*>(node);
}

} // namespace

value value::operator[](std::string_view member) const
{
    if (!is_object())
        return {};
    const auto& object = *as_value(node_);
    for (auto it = object.MemberBegin(); it != object.MemberEnd(); ++it) {
        if (std::string_view(it->name.GetString(), it->name.GetStringLength()) == member)
            return value(&it->value);
    }
    return {};
}

value value::at(std::size_t n) const
{
    if (n >= size())
        return {};
    return value(&(*as_value(node_))[static_cast<rapidjson::SizeType>(n)]);
}

std::size_t value::size() const
{
    return is_array() ? as_value(node_)->Size() : 0;
}

std::vector<std::pair<std::string_view, value>> value::members() const
{
    std::vector<std::pair<std::string_view, value>> all;
    if (!is_object())
        return all;
    const auto& object = *as_value(node_);
    all.reserve(object.MemberCount());
    for (auto it = object.MemberBegin(); it != object.MemberEnd(); ++it)
        all.emplace_back(std::string_view(it->name.GetString(), it->name.GetStringLength()),
                         value(&it->value));
    return all;
}

bool value::has(std::string_view text) const
{
    for (std::size_t n = 0; n < size(); ++n)
        if (at(n).string() == text)
            return true;
    return false;
}

bool value::is_object() const
{
    return node_ && as_value(node_)->IsObject();
}

bool value::is_array() const
{
    return node_ && as_value(node_)->IsArray();
}

bool value::is_null() const
{
    return node_ && as_value(node_)->IsNull();
}

std::optional<std::string_view> value::string() const
{
    if (!node_ || !as_value(node_)->IsString())
        return std::nullopt;
    return std::string_view(as_value(node_)->GetString(), as_value(node_)->GetStringLength());
}

std::optional<std::int64_t> value::integer() const
{
    if (!node_ || !as_value(node_)->IsInt64())
        return std::nullopt;
    return as_value(node_)->GetInt64();
}

std::optional<bool> value::boolean() const
{
    if (!node_ || !as_value(node_)->IsBool())
        return std::nullopt;
    return as_value(node_)->GetBool();
}

std::optional<std::string> value::key() const
{
    if (const auto text = string())
        return std::string(*text);
    if (const auto number = integer())
        return std::to_string(*number);
    if (node_ && as_value(node_)->IsUint64())
        return std::to_string(as_value(node_)->GetUint64());
    return std::nullopt;
}

struct document::state {
    rapidjson::MemoryPoolAllocator<> pool{pool_chunk};
    rapidjson::Document tree{&pool};
};

base::result<document> document::parse(std::string_view text)
{
    auto parsed = std::make_unique<state>();
    bool complete = false;
    auto generate = [&](rapidjson::Document& tree) {
        rapidjson::MemoryStream stream(text.data(), text.size());
        rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> input(stream);
        bounded events(tree);
        rapidjson::Reader reader;
        constexpr auto flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
        return complete = !reader.Parse<flags>(input, events).IsError();
    };
    parsed->tree.Populate(generate);
    if (!complete)
        return base::make_error_code(base::errc::malformed);
    return document(std::move(parsed));
}

document::document(std::unique_ptr<state> parsed)
    : state_(std::move(parsed))
{
}
document::document(document&&) noexcept = default;
document& document::operator=(document&&) noexcept = default;
document::~document() = default;

value document::root() const
{
    return value(&state_->tree);
}

namespace {

// RapidJSON writes straight into the string that is handed out, so that a token leaves no second copy behind.
struct string_stream {
    using Ch = char;
    std::string text;

    void Put(char byte) { text.push_back(byte); }
    void Flush() {}
};

} // namespace

struct writer::state {
    // Room for a frame with a JWT in it: growing would leave pieces of it on the heap.
    state() { stream.text.reserve(2048); }

    string_stream stream;
    rapidjson::Writer<string_stream> out{stream};
    std::string open; // one '{' or '[' for each that is
};

writer::writer()
    : state_(std::make_unique<state>())
{
}
writer::~writer() = default;

writer& writer::object()
{
    state_->out.StartObject();
    state_->open.push_back('{');
    return *this;
}

writer& writer::array()
{
    state_->out.StartArray();
    state_->open.push_back('[');
    return *this;
}

writer& writer::end()
{
    if (state_->open.back() == '{')
        state_->out.EndObject();
    else
        state_->out.EndArray();
    state_->open.pop_back();
    return *this;
}

writer& writer::key(std::string_view name)
{
    state_->out.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    return *this;
}

writer& writer::string(std::string_view text)
{
    if (base::utf8::valid(text)) {
        state_->out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    } else {
        const auto repaired = base::utf8::repaired(text);
        state_->out.String(repaired.data(), static_cast<rapidjson::SizeType>(repaired.size()));
    }
    return *this;
}

writer& writer::integer(std::int64_t number)
{
    state_->out.Int64(number);
    return *this;
}

writer& writer::boolean(bool flag)
{
    state_->out.Bool(flag);
    return *this;
}

writer& writer::null()
{
    state_->out.Null();
    return *this;
}

writer& writer::json(std::string_view value)
{
    state_->out.RawValue(value.data(), value.size(), rapidjson::kObjectType);
    return *this;
}

std::string writer::take()
{
    return std::move(state_->stream.text);
}

} // namespace directus::json
