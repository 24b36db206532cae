// One line per event to standard error: key=value (logfmt), or an object of JSON. Values can hold anything:
// they are quoted and their control characters escaped, so that no client can forge a line.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace base::log {

enum class level { debug, info, warning, error, off };
enum class layout { logfmt, json };

struct field {
    std::string_view key;
    std::string_view value;
};

// Nothing below this is written. `info` at start.
void set_level(level least);
std::optional<level> level_from(std::string_view name); // "debug", "info", "warning", "error", "off"

void set_layout(layout which);                            // `logfmt` at start
std::optional<layout> layout_from(std::string_view name); // "logfmt", "json"

void write(level level, std::string_view event, std::initializer_list<field> fields = {});

// The part of a line behind its time: `level=info event=login user="ada lovelace"`.
std::string format(level level, std::string_view event, std::initializer_list<field> fields);
// The same as members of an object: `"level":"info","event":"login","user":"ada lovelace"`. All values are
// strings, and U+FFFD stands for each byte that is not UTF-8. https://www.rfc-editor.org/rfc/rfc8259
std::string format_json(level level, std::string_view event, std::initializer_list<field> fields);

inline void debug(std::string_view event, std::initializer_list<field> fields = {})
{
    write(level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<field> fields = {})
{
    write(level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<field> fields = {})
{
    write(level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<field> fields = {})
{
    write(level::error, event, fields);
}

} // namespace base::log
