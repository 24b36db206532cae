#include "irc/sasl.hpp"

#include "base/base64.hpp"
#include "base/utf8.hpp"

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

} // namespace irc
