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
        made.set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %v",
                                                                       spdlog::pattern_time_type::utc));
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

void write(level at, std::string_view event, std::initializer_list<field> fields)
{
    if (logger().should_log(spdlog_level(at)))
        logger().log(spdlog_level(at), format(at, event, fields));
}

} // namespace base::log
