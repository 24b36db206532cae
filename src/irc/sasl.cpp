#include "irc/sasl.hpp"

#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "irc/casemap.hpp"
#include "irc/credentials.hpp"

#include <algorithm>
#include <utility>

namespace irc {

sasl_collector::progress sasl_collector::received(std::string_view chunk)
{
    if (chunk == "+")
        return progress::complete;
    if (chunk.size() > max_chunk || gathered_.reveal().size() + chunk.size() > max_total) {
        gathered_ = base::secret();
        return progress::too_long;
    }
    std::string joined;
    joined.reserve(gathered_.reveal().size() + chunk.size());
    joined.append(gathered_.reveal()).append(chunk);
    gathered_ = base::secret(joined);
    base::wipe(joined);
    return chunk.size() == max_chunk ? progress::more : progress::complete;
}

std::optional<base::secret> sasl_collector::take()
{
    const base::secret text = std::exchange(gathered_, base::secret());
    std::optional<std::string> bytes = base::from_base64(text.reveal());
    if (!bytes)
        return std::nullopt;
    base::secret response(*bytes);
    base::wipe(*bytes);
    return response;
}

std::optional<sasl_plain> parse_sasl_plain(std::string_view response)
{
    const std::size_t first = response.find('\0');
    if (first == std::string_view::npos)
        return std::nullopt;
    const std::size_t second = response.find('\0', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    const std::string_view authcid = response.substr(first + 1, second - first - 1);
    const std::string_view password = response.substr(second + 1);
    if (authcid.empty() || password.empty() || password.find('\0') != std::string_view::npos ||
        !base::utf8::valid(response))
        return std::nullopt;
    return sasl_plain{std::string(response.substr(0, first)), std::string(authcid), base::secret(password)};
}

namespace {

// The name as SASL escapes it: "=2C" is a comma, "=3D" an equals sign (RFC 5801 section 4).
std::optional<std::string> unescaped(std::string_view name)
{
    std::string out;
    while (!name.empty()) {
        const std::string_view escape = name.substr(0, 3);
        if (name.front() == '=' && escape != "=2C" && escape != "=3D")
            return std::nullopt;
        out += name.front() != '=' ? name.front() : escape == "=2C" ? ',' : '=';
        name.remove_prefix(name.front() == '=' ? escape.size() : 1);
    }
    return out;
}

// Cuts off what stands before the mark, and the mark. Empty where there is none.
std::optional<std::string_view> next_part(std::string_view& text, char mark)
{
    const std::size_t end = text.find(mark);
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end + 1);
    return part;
}

} // namespace

std::optional<sasl_oauthbearer> parse_sasl_oauthbearer(std::string_view response)
{
    constexpr char separator = '\x01';
    constexpr std::string_view scheme = "Bearer ";
    if (!base::utf8::valid(response))
        return std::nullopt;
    // The GS2 header: no channel binding ("n", or "y" for a client that could have one), who to act as.
    const auto binding = next_part(response, ',');
    const auto acts_as = next_part(response, ',');
    if (!binding || (*binding != "n" && *binding != "y") || !acts_as ||
        (!acts_as->empty() && !acts_as->starts_with("a=")) || next_part(response, separator) != "")
        return std::nullopt;
    auto authzid = unescaped(acts_as->substr(acts_as->empty() ? 0 : 2));
    if (!authzid || !response.ends_with(separator))
        return std::nullopt;

    std::string_view token;
    while (response.size() > 1) {
        const auto pair = next_part(response, separator);
        const std::size_t equals = pair ? pair->find('=') : 0;
        if (!pair || equals == 0 || equals == std::string_view::npos)
            return std::nullopt;
        std::string_view value = pair->substr(equals + 1);
        if (pair->substr(0, equals) != "auth")
            continue; // host and port, for whoever cares
        if (!token.empty() || !same(value.substr(0, scheme.size()), scheme))
            return std::nullopt;
        value.remove_prefix(std::min(value.find_first_not_of(' ', scheme.size()), value.size()));
        token = value;
    }
    if (response.size() != 1 || !can_be_token(token))
        return std::nullopt;
    return sasl_oauthbearer{std::move(*authzid), base::secret(token)};
}

} // namespace irc
