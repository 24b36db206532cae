// JSON read and written without showing the parser: views into a parsed document, and a streaming writer.
#pragma once

#include "base/errc.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace directus::json {

// A value inside a document, valid as long as the document; an absent one where something was not there.
// Reading a value as what it is not gives empty, never an error.
class value {
public:
    value() = default;

    value operator[](std::string_view member) const; // of an object
    value at(std::size_t n) const;                   // of an array
    std::size_t size() const;                        // of an array; 0 for anything else
    bool has(std::string_view text) const;           // of an array: a string among its elements
    // Of an object, in the order of the text; none for anything else.
    std::vector<std::pair<std::string_view, value>> members() const;

    bool is_object() const;
    bool is_array() const;
    bool is_null() const; // present and null

    std::optional<std::string_view> string() const;
    std::optional<std::int64_t> integer() const; // an integral number that fits
    std::optional<bool> boolean() const;
    // A key: a string as it is, an integer in decimal.
    std::optional<std::string> key() const;

    explicit operator bool() const { return node_ != nullptr; }

private:
    friend class document;
    explicit value(const void* node)
        : node_(node)
    {
    }
    const void* node_ = nullptr;
};

class document {
public:
    static constexpr int max_depth = 64;
    static constexpr std::size_t max_size = 1 << 20; // values, and names of members

    // errc::malformed where the text is not JSON in valid UTF-8, is nested deeper than max_depth or has more
    // in it than max_size.
    static base::result<document> parse(std::string_view text);

    document(document&&) noexcept;
    document& operator=(document&&) noexcept;
    ~document();

    value root() const;

private:
    struct state;
    explicit document(std::unique_ptr<state> parsed);
    std::unique_ptr<state> state_;
};

// Writes compact JSON. Calls nest as the text does: object().key("a").string("b").end() is {"a":"b"}.
class writer {
public:
    writer();
    ~writer();

    writer& object();
    writer& array();
    writer& end(); // the innermost open object or array
    writer& key(std::string_view name);
    writer& string(std::string_view text); // invalid UTF-8 is repaired with U+FFFD
    writer& integer(std::int64_t number);
    writer& boolean(bool flag);
    writer& null();
    writer& json(std::string_view value); // text that is JSON already

    // The text, once everything is ended.
    std::string take();

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace directus::json
