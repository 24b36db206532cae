#include "base/log.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <iterator>
#include <memory>

namespace base::log {

namespace {

constexpr std::array<std::string_view, 5> names{"debug", "info", "warning", "error", "off"};
constexpr std::array<std::string_view, 2> layout_names{"logfmt", "json"};

layout chosen = layout::logfmt;

// What stands around a line's text.
std::unique_ptr<spdlog::formatter> formatter_for(layout which)
{
    const auto* pattern =
        which == layout::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})" : "%Y-%m-%dT%H:%M:%S.%eZ %v";
    return std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc);
}

spdlog::level::level_enum spdlog_level(level which)
{
    switch (which) {
    case level::debug:
        return spdlog::level::debug;
    case level::info:
        return spdlog::level::info;
    case level::warning:
        return spdlog::level::warn;
    case level::error:
        return spdlog::level::err;
    case level::off:
        break;
    }
    return spdlog::level::off;
}

spdlog::logger& logger()
{
    static spdlog::logger instance = [] {
        spdlog::logger made("directus-ircd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made.set_formatter(formatter_for(layout::logfmt));
        return made;
    }();
    return instance;
}

void append_escaped(std::string& out, std::string_view bytes)
{
    for (const char c : bytes)
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
}

// C0 and DEL; C1 (U+0080 to U+009F), which terminals obey as well.
bool is_control(std::string_view character)
{
    const auto first = static_cast<unsigned char>(character[0]);
    if (character.size() == 1)
        return first < 0x20 || first == 0x7F;
    return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

std::size_t character_size(std::string_view text)
{
    for (std::size_t size = 1; size <= 4 && size <= text.size(); ++size)
        if (utf8::valid(text.substr(0, size)))
            return size;
    return 0;
}

void append_value(std::string& out, std::string_view value)
{
    std::string escaped;
    bool quoted = value.empty() || value.find_first_of(" \"=\\") != std::string_view::npos;
    while (!value.empty()) {
        const std::size_t size = character_size(value);
        const std::string_view character = value.substr(0, size == 0 ? 1 : size);
        if (size == 0 || is_control(character)) {
            append_escaped(escaped, character);
            quoted = true;
        } else {
            if (character == "\"" || character == "\\")
                escaped += '\\';
            escaped += character;
        }
        value.remove_prefix(character.size());
    }
    if (quoted)
        out += '"';
    out += escaped;
    if (quoted)
        out += '"';
}

void append_json(std::string& out, std::string_view value)
{
    out += '"';
    while (!value.empty()) {
        const std::size_t size = character_size(value);
        const std::string_view character = value.substr(0, size == 0 ? 1 : size);
        if (size == 0)
            out += "\\ufffd";
        else if (is_control(character)) // the last byte of a C1 is its number
            fmt::format_to(std::back_inserter(out), "\\u{:04x}",
                           static_cast<unsigned char>(character.back()));
        else if (character == "\"" || character == "\\")
            (out += '\\') += character;
        else
            out += character;
        value.remove_prefix(character.size());
    }
    out += '"';
}

} // namespace

void set_level(level least)
{
    logger().set_level(spdlog_level(least));
}

std::optional<level> level_from(std::string_view name)
{
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name)
            return static_cast<level>(i);
    return std::nullopt;
}

void set_layout(layout which)
{
    chosen = which;
    logger().set_formatter(formatter_for(which));
}

std::optional<layout> layout_from(std::string_view name)
{
    for (std::size_t i = 0; i < layout_names.size(); ++i)
        if (layout_names[i] == name)
            return static_cast<layout>(i);
    return std::nullopt;
}

std::string format(level at, std::string_view event, std::initializer_list<field> fields)
{
    std::string out = "level=";
    out += names[static_cast<std::size_t>(at)];
    out += " event=";
    append_value(out, event);
    for (const field& each : fields) {
        out += ' ';
        out += each.key;
        out += '=';
        append_value(out, each.value);
    }
    return out;
}

std::string format_json(level at, std::string_view event, std::initializer_list<field> fields)
{
    std::string out = "\"level\":";
    append_json(out, names[static_cast<std::size_t>(at)]);
    out += ",\"event\":";
    append_json(out, event);
    for (const field& each : fields) {
        out += ',';
        append_json(out, each.key);
        out += ':';
        append_json(out, each.value);
    }
    return out;
}

void write(level at, std::string_view event, std::initializer_list<field> fields)
{
    if (!logger().should_log(spdlog_level(at)))
        return;
    const auto text = chosen == layout::json ? format_json(at, event, fields) : format(at, event, fields);
    logger().log(spdlog_level(at), text);
}

} // namespace base::log
