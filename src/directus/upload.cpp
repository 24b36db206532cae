#include "directus/upload.hpp"

#include "directus/json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace directus::upload {

namespace {

// https://html.spec.whatwg.org/#multipart-form-data
std::string in_quotes(std::string_view name)
{
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"')
            out += "%22";
        else if (c == '\r')
            out += "%0D";
        else if (c == '\n')
            out += "%0A";
        else
            out += c;
    }
    return out + '"';
}

// Nobody can have guessed it and put it into a file.
std::string boundary()
{
    std::array<unsigned char, 16> bytes;
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random bytes for a boundary");
    return fmt::format("directus-ircd-{:02x}", fmt::join(bytes, ""));
}

} // namespace

form make(const base::secret& token, const content& what, std::string_view folder)
{
    const auto limit = boundary();
    form out;
    out.request = {.method = "POST",
                   .target = "/files?fields=id",
                   .bearer = token,
                   .type = "multipart/form-data; boundary=" + limit};
    if (!folder.empty())
        out.before.append("--" + limit + "\r\nContent-Disposition: form-data; name=\"folder\"\r\n\r\n")
            .append(folder)
            .append("\r\n");
    out.before += "--" + limit +
                  "\r\nContent-Disposition: form-data; name=\"file\"; filename=" + in_quotes(what.name) +
                  "\r\nContent-Type: " + what.type + "\r\n\r\n";
    out.behind = "\r\n--" + limit + "--\r\n";
    return out;
}

base::result<std::optional<std::string>> parse(const rest::response& answer)
{
    if (const auto accepted = rest::parse_nothing(answer); !accepted)
        return accepted.error();
    if (answer.body.empty())
        return std::optional<std::string>();
    const auto parsed = json::document::parse(answer.body);
    auto id = parsed ? parsed->root()["data"]["id"].key() : std::nullopt;
    if (!id)
        return base::make_error_code(base::errc::malformed);
    return id;
}

std::string link(std::string_view assets, std::string_view id, std::string_view name)
{
    std::string out(assets);
    out.append(rest::percent_encoded(id));
    if (!name.empty())
        out.append("/").append(rest::percent_encoded(name));
    return out;
}

} // namespace directus::upload
