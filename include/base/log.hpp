// One line per event, as key=value (logfmt), to standard error. Values can hold anything: they are quoted and
// their control characters escaped, so that no client can forge a line.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace base::log {

enum class level { debug, info, warning, error, off };

struct field {
    std::string_view key;
    std::string_view value;
};

// Nothing below this is written. `info` at start.
void set_level(level least);
std::optional<level> level_from(std::string_view name); // "debug", "info", "warning", "error", "off"

void write(level level, std::string_view event, std::initializer_list<field> fields = {});

// The part of a line behind its time: `level=info event=login user="ada lovelace"`.
std::string format(level level, std::string_view event, std::initializer_list<field> fields);

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
