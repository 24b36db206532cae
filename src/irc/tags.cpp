#include "irc/tags.hpp"

namespace irc {

std::optional<std::string> find_tag(std::string_view tags, std::string_view name)
{
    std::optional<std::string_view> found;
    while (!tags.empty()) {
        const std::string_view tag = tags.substr(0, tags.find(';'));
        tags.remove_prefix(tag.size() == tags.size() ? tag.size() : tag.size() + 1);
        const std::size_t equals = tag.find('=');
        if (tag.substr(0, equals) == name)
            found = equals == std::string_view::npos ? std::string_view() : tag.substr(equals + 1);
    }
    if (!found)
        return std::nullopt;
    return unescape_tag_value(*found);
}

std::string escape_tag_value(std::string_view value)
{
    std::string out;
    out.reserve(value.size());
    for (const char c : value) {
        switch (c) {
        case ';':
            out += "\\:";
            break;
        case '\0': // cannot be written at all: a space, as in the writer
        case ' ':
            out += "\\s";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\n':
            out += "\\n";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string unescape_tag_value(std::string_view value)
{
    std::string out;
    out.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '\\') {
            out += value[i];
            continue;
        }
        if (++i == value.size())
            break; // a lone backslash at the end is dropped
        switch (value[i]) {
        case ':':
            out += ';';
            break;
        case 's':
            out += ' ';
            break;
        case 'r':
            out += '\r';
            break;
        case 'n':
            out += '\n';
            break;
        default:
            out += value[i];
        }
    }
    return out;
}

} // namespace irc
