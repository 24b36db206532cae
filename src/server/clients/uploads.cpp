#include "server/clients/uploads.hpp"

#include "base/log.hpp"
#include "net/content_disposition.hpp"
#include "net/forwarded_for.hpp"
#include "net/websocket_upgrade.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr base::duration body_limit = std::chrono::minutes(2); // for the whole of it
constexpr std::string_view methods = "OPTIONS, POST";
constexpr std::string_view unknown_type = "application/octet-stream";

net::http_answer refused(unsigned status, std::string_view reason)
{
    return {.status = status, .body = fmt::format("{}\n", reason)};
}

net::http_answer who_is_it(std::string_view reason)
{
    auto out = refused(401, reason);
    out.fields = {{"WWW-Authenticate", "Basic realm=\"directus-ircd\", charset=\"UTF-8\""}};
    return out;
}

net::http_answer later(std::string_view reason)
{
    auto out = refused(503, reason);
    out.fields = {{"Retry-After", "30"}};
    return out;
}

net::http_answer too_many()
{
    auto out = refused(429, "too many files from your address at once");
    out.fields = {{"Retry-After", "10"}};
    return out;
}

net::http_answer no_login(const base::error_code& why)
{
    if (why == base::errc::invalid_credentials)
        return who_is_it("Directus does not know this e-mail address and password, or this token");
    if (why == base::errc::otp_required)
        return who_is_it("Directus wants a second factor: use a static token, or the password, a space and "
                         "the present code");
    if (why == base::errc::too_many_attempts)
        return later("too many failed logins of this account: try again later");
    if (why == base::errc::licence_locked)
        return later("Directus is locked by its licence; ask its administrator");
    return base::is_temporary(why) ? later("Directus does not answer: try again later")
                                   : refused(403, "Directus does not accept your login");
}

net::http_answer not_read(const base::error_code& why, std::size_t most)
{
    if (why == base::errc::too_large)
        return refused(413, fmt::format("a file may have at most {} bytes", most));
    return refused(400, "the upload was incomplete");
}

net::http_answer not_permitted()
{
    return refused(403, "you have no permission to upload files");
}

net::http_answer not_kept(const base::error_code& why)
{
    if (why == base::errc::forbidden)
        return not_permitted();
    if (why == base::errc::invalid_payload)
        return refused(422, "Directus does not accept this file");
    return base::is_temporary(why) ? later("Directus does not answer: try again later")
                                   : refused(403, "Directus no longer accepts your login");
}

// The file as it comes, in the form that Directus takes. Its first piece is there already.
class form_body final : public net::http_body {
public:
    form_body(net::http_question& file, std::string_view first, const directus::upload::form& around,
              std::size_t most)
        : file_(file)
        , first_(first)
        , around_(around)
        , most_(most)
    {
    }

    std::optional<std::uint64_t> length() const override
    {
        const auto length = file_.length();
        return length ? std::optional(around_.before.size() + *length + around_.behind.size()) : std::nullopt;
    }

    asio::awaitable<base::result<std::string_view>> next() override
    {
        switch (std::exchange(next_, next_ == part::before ? part::first : part::rest)) {
        case part::before:
            co_return std::string_view(around_.before);
        case part::first:
            passed_on_ += first_.size();
            co_return first_;
        default:
            break;
        }
        if (is_over_)
            co_return std::string_view();
        const auto piece = co_await file_.next_piece(most_, body_limit);
        if (!piece)
            failure_ = piece.error();
        else if (piece->empty())
            is_over_ = true;
        else
            passed_on_ += piece->size();
        if (is_over_)
            co_return std::string_view(around_.behind);
        co_return piece;
    }

    base::error_code failure() const override { return failure_; }
    std::size_t passed_on() const { return passed_on_; } // bytes of the file

private:
    enum class part { before, first, rest };

    net::http_question& file_;
    std::string_view first_;
    const directus::upload::form& around_;
    std::size_t most_;
    part next_ = part::before;
    bool is_over_ = false;
    std::size_t passed_on_ = 0;
    base::error_code failure_{};
};

} // namespace

uploads::uploads(asio::any_io_executor executor, const config& settings, request_sender& sender,
                 asio::ssl::context& tls, log_in who)
    : settings_(settings)
    , sender_(sender)
    , http_(executor, settings.url, tls, {.connections = net::http_server::most_connections})
    , log_in_(std::move(who))
{
    for (const auto& one : settings_.uploads_listen) {
        const asio::ip::tcp::endpoint address(asio::ip::make_address(one.host), one.port);
        try {
            servers_.push_back(std::make_unique<net::http_server>(
                executor, address, [this](net::http_question& asked) { return answer(asked); },
                [this](const std::optional<net::ip>& from) { return admit(from); }));
        } catch (const boost::system::system_error& error) {
            throw std::runtime_error(
                fmt::format("cannot listen on {}:{}: {}", one.host, one.port, error.code().message()));
        }
    }
}

void uploads::start()
{
    for (const auto& one : servers_)
        one->start();
}

void uploads::close()
{
    for (const auto& one : servers_)
        one->close();
}

asio::awaitable<void> uploads::stop()
{
    for (const auto& one : servers_)
        co_await one->stop();
    http_.close();
}

std::vector<asio::ip::tcp::endpoint> uploads::endpoints() const
{
    std::vector<asio::ip::tcp::endpoint> found;
    found.reserve(servers_.size());
    for (const auto& one : servers_)
        found.push_back(one->endpoint());
    return found;
}

bool uploads::is_private(const std::optional<net::ip>& from, std::string_view forwarded_proto,
                         const config& settings)
{
    if (settings.allow_plaintext_login || !from)
        return settings.allow_plaintext_login;
    return is_within(*from, settings.proxies) ? forwarded_proto == "https" : from->is_loopback();
}

// A proxy's connections are its clients', who are counted once they are known.
std::shared_ptr<void> uploads::admit(const std::optional<net::ip>& from)
{
    auto place = std::make_shared<connection_limits::place>(
        limits_, from && is_within(*from, settings_.proxies) ? std::nullopt : from);
    return place->is_over_address() ? nullptr : place;
}

// Web clients ask from pages of another origin. https://fetch.spec.whatwg.org/#http-cors-protocol
asio::awaitable<net::http_answer> uploads::answer(net::http_question& asked)
{
    net::http_answer out;
    const auto method = asked.method();
    const auto origin = asked.field("origin");
    const bool is_welcome =
        origin.empty() || net::is_welcome(origin, asked.field("host"), settings_.websocket_origins);
    if (method == "OPTIONS")
        out = {.status = 204, .fields = {{"Allow", std::string(methods)}, {"Accept-Post", "*/*"}}};
    else if (method == "POST" && !is_welcome) // what a page sends in its visitor's name, unasked
        out = refused(403, "pages of this origin may not send files (irc.websocket_origins)");
    else if (method == "POST")
        out = co_await take(asked);
    else
        out = net::method_not_allowed(methods);
    if (!origin.empty() && is_welcome) {
        out.fields.emplace_back("Access-Control-Allow-Origin", origin);
        out.fields.emplace_back("Access-Control-Allow-Methods", methods);
        out.fields.emplace_back("Access-Control-Allow-Headers",
                                "Authorization, Content-Type, Content-Disposition");
        out.fields.emplace_back("Access-Control-Expose-Headers", "Location");
        out.fields.emplace_back("Vary", "Origin");
    }
    co_return out;
}

asio::awaitable<net::http_answer> uploads::take(net::http_question& asked)
{
    if (!is_private(asked.from(), asked.field("x-forwarded-proto"), settings_))
        co_return refused(403, "the connection is not encrypted: use https");
    auto given = asked.field("authorization");
    auto with = irc::credentials_from_authorization(given, settings_.login_domain);
    base::wipe(given);
    if (!with)
        co_return who_is_it("log in as on IRC: Basic with an e-mail address and password, or Bearer with a "
                            "static token");
    directus::upload::content file{.name = net::file_name_of(asked.field("content-disposition")),
                                   .type = asked.field("content-type")};
    if (file.type.starts_with("multipart/"))
        co_return refused(415, "send the file itself as the body");
    if (file.type.empty())
        file.type = unknown_type;
    if (asked.length().value_or(0) > settings_.largest_upload)
        co_return not_read(base::errc::too_large, settings_.largest_upload);
    const auto from = asked.from();
    const bool proxied = from && is_within(*from, settings_.proxies);
    const auto client =
        proxied ? net::forwarded_for(asked.field("x-forwarded-for"), settings_.proxies) : from;
    if (!client)
        co_return refused(400, "the proxy has to pass the client's address in X-Forwarded-For");
    const connection_limits::place place(limits_, proxied ? client : std::nullopt);
    if (place.is_over_address())
        co_return too_many();
    // Nobody is named who comes from this machine.
    directus::caller caller{client->is_loopback() ? std::string() : client->str()};
    const auto sender = co_await log_in_(std::move(*with), std::move(caller));
    if (!sender)
        co_return no_login(sender.error());
    if (!sender->may_create)
        co_return not_permitted();
    if (file.name.empty())
        file.name = "file";
    co_return co_await pass_on(asked, *sender, std::move(file));
}

asio::awaitable<net::http_answer> uploads::pass_on(net::http_question& asked, owner sender,
                                                   directus::upload::content file)
{
    const auto most = settings_.largest_upload;
    const auto first = co_await asked.next_piece(most, body_limit);
    if (!first)
        co_return not_read(first.error(), most);
    if (first->empty())
        co_return refused(400, "the file is empty");
    auto form = directus::upload::make(sender.token, file, settings_.uploads_folder);
    form_body body(asked, *first, form, most);
    const auto id = co_await sender_.upload(http_, std::move(form.request), body);
    const auto size = std::to_string(body.passed_on());
    if (!id) {
        base::log::warning("upload_failed",
                           {{"user", sender.id.str()}, {"bytes", size}, {"reason", id.error().message()}});
        const bool is_clients = body.failure() && id.error() == body.failure();
        co_return is_clients ? not_read(id.error(), most) : not_kept(id.error());
    }
    base::log::info("uploaded", {{"user", sender.id.str()}, {"bytes", size}, {"file", id->value_or("")}});
    if (!*id)
        co_return refused(403, "Directus keeps the file, but you may not read files: there is no link to it");
    const auto link = directus::upload::link(settings_.public_url + "/assets/", **id, file.name);
    co_return net::http_answer{.status = 201, .body = link + "\n", .fields = {{"Location", link}}};
}

} // namespace server
