// Files that IRC clients send over HTTP: soju.im/FILEHOST.
#include "served.hpp"

#include "base/base64.hpp"
#include "net/http_server.hpp"
#include "support/wait.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;

namespace {

const std::string as_ada =
    "Basic " + base::to_base64(scripted_directus::ada().email + ":" + scripted_directus::ada().password);

struct taking : served {
    explicit taking(std::vector<std::string> options = {})
        : served(with(std::move(options)))
    {
        directus.always("POST /files", {steps::http{200, R"({"data":{"id":"5d9d6a0e"}})"}});
    }

    static std::vector<std::string> with(std::vector<std::string> more)
    {
        more.insert(more.begin(), {"--uploads.listen=127.0.0.1:0", "--uploads.url=https://chat.test/up",
                                   "--uploads.largest=100000", "--directus.public_url=https://d.test",
                                   "--irc.websocket_origins=https://web.test"});
        return more;
    }

    // The answer, whole.
    std::string send(const std::string& method, std::vector<std::string> fields,
                     const std::string& body = "") const
    {
        const auto one = loopback_stream::connect(gateway.uploads_port());
        std::string text = method + " /up HTTP/1.1\r\nHost: chat.test\r\nConnection: close\r\n";
        for (const auto& field : fields)
            text += field + "\r\n";
        one->write(text + fmt::format("Content-Length: {}\r\n\r\n", body.size()) + body);
        return one->read_to("\r\n\r\n").value_or("nothing");
    }

    std::string send_file(std::vector<std::string> fields, const std::string& body = "\x89PNG\r\n") const
    {
        fields.push_back("Authorization: " + as_ada);
        return send("POST", std::move(fields), body);
    }
};

bool has(const std::string& answer, const std::string& line)
{
    return answer.find("\r\n" + line + "\r\n") != std::string::npos;
}

bool is(const std::string& answer, unsigned status)
{
    return answer.starts_with(fmt::format("HTTP/1.1 {} ", status));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(gateway_uploads, taking)

BOOST_AUTO_TEST_CASE(a_file_goes_to_directus_in_its_owners_name_and_its_link_comes_back)
{
    const auto answer =
        send_file({"Content-Type: image/png", "Content-Disposition: attachment; filename=\"my cat.png\""});
    BOOST_TEST(is(answer, 201), answer);
    BOOST_TEST(has(answer, "Location: https://d.test/assets/5d9d6a0e/my%20cat.png"), answer);
    const auto sent = directus.calls("POST /files").at(0);
    BOOST_TEST(sent.bearer != "");
    BOOST_TEST(
        sent.body.find("filename=\"my cat.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\r\n--") !=
        std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_without_name_and_type_has_others)
{
    BOOST_TEST(has(send_file({}), "Location: https://d.test/assets/5d9d6a0e/file"));
    BOOST_TEST(directus.calls("POST /files")
                   .at(0)
                   .body.find("filename=\"file\"\r\nContent-Type: application/octet-stream\r\n") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(clients_are_told_where)
{
    irc_peer ada(gateway.port());
    ada.send("PASS " + ada_pass + "\r\nNICK ada\r\nUSER ada 0 * :Ada");
    ada.expect("*soju.im/FILEHOST=https://chat.test/up*");
}

BOOST_AUTO_TEST_CASE(who_asks_what_can_be_done_is_told)
{
    const auto answer = send("OPTIONS", {});
    BOOST_TEST(is(answer, 204), answer);
    BOOST_TEST(has(answer, "Allow: OPTIONS, POST"), answer);
    BOOST_TEST(has(answer, "Accept-Post: */*"), answer);
    for (const auto* method : {"GET", "PUT", "DELETE"})
        BOOST_TEST(is(send(method, {}), 405));
}

BOOST_AUTO_TEST_CASE(pages_of_listed_origins_may_send_and_others_may_not)
{
    const auto listed = send("OPTIONS", {"Origin: https://web.test"});
    BOOST_TEST(has(listed, "Access-Control-Allow-Origin: https://web.test"), listed);
    BOOST_TEST(has(listed, "Access-Control-Allow-Headers: Authorization, Content-Type, Content-Disposition"));
    BOOST_TEST(has(send_file({"Origin: https://web.test"}), "Access-Control-Expose-Headers: Location"));
    const auto other = send("OPTIONS", {"Origin: https://evil.test"});
    BOOST_TEST(other.find("Access-Control") == std::string::npos, other);
    // Its answer comes before the file.
    const auto one = loopback_stream::connect(gateway.uploads_port());
    one->write("POST /up HTTP/1.1\r\nHost: chat.test\r\nOrigin: https://evil.test\r\nAuthorization: " +
               as_ada + "\r\nContent-Length: 1000\r\n\r\n");
    BOOST_TEST(is(one->read_to("\r\n\r\n").value_or("nothing"), 403));
    BOOST_TEST(is(send_file({"Origin: null"}), 403));
    BOOST_TEST(directus.count("POST /files") == 1U);
    BOOST_TEST(directus.count("POST /auth/login") == 1U);
}

BOOST_AUTO_TEST_CASE(where_no_origins_are_listed_pages_of_the_same_host_may_send)
{
    const gateway_thread other(directus.port(),
                               {"--uploads.listen=127.0.0.1:0", "--uploads.url=https://chat.test/up"});
    const auto send_from = [&](const std::string& origin) {
        const auto one = loopback_stream::connect(other.uploads_port());
        one->write("POST /up HTTP/1.1\r\nHost: chat.test\r\nOrigin: " + origin +
                   "\r\nAuthorization: " + as_ada + "\r\nContent-Length: 1\r\n\r\nx");
        return one->read_to("\r\n\r\n").value_or("nothing");
    };
    const auto same = send_from("https://chat.test:8443");
    BOOST_TEST(is(same, 201), same);
    BOOST_TEST(has(same, "Access-Control-Allow-Origin: https://chat.test:8443"), same);
    BOOST_TEST(is(send_from("https://evil.test"), 403));
}

BOOST_AUTO_TEST_CASE(one_address_cannot_take_all_places)
{
    const gateway_thread other(
        directus.port(),
        {"--uploads.listen=127.0.0.1:0", "--uploads.url=https://chat.test/up", "--irc.proxies=127.0.0.1"});
    const auto send_for = [&](const std::string& client) {
        auto one = loopback_stream::connect(other.uploads_port());
        one->write("POST /up HTTP/1.1\r\nHost: chat.test\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: " +
                   client + "\r\nAuthorization: " + as_ada + "\r\nContent-Length: 1\r\n\r\nx");
        return one;
    };
    const auto answer = std::make_shared<gate>();
    directus.always("POST /files", {steps::wait{answer}, steps::http{200, R"({"data":{"id":"5d9d6a0e"}})"}});
    std::vector<std::unique_ptr<loopback_stream>> all;
    for (int n = 0; n < 4; ++n)
        all.push_back(send_for("192.0.2.7"));
    BOOST_TEST(directus.arrived("POST /files", 4));
    const auto refused = send_for("192.0.2.7")->read_to("\r\n\r\n").value_or("nothing");
    BOOST_TEST(is(refused, 429), refused);
    BOOST_TEST(has(refused, "Retry-After: 10"), refused);
    all.push_back(send_for("192.0.2.8"));
    BOOST_TEST(directus.arrived("POST /files", 5));
    answer->open();
    for (const auto& one : all)
        BOOST_TEST(is(one->read_to("\r\n\r\n").value_or("nothing"), 201));
    BOOST_TEST(is(send_for("192.0.2.7")->read_to("\r\n\r\n").value_or("nothing"), 201));
}

BOOST_AUTO_TEST_CASE(nobody_sends_without_a_login)
{
    const auto answer = send("POST", {}, "x");
    BOOST_TEST(is(answer, 401), answer);
    BOOST_TEST(has(answer, "WWW-Authenticate: Basic realm=\"directus-ircd\", charset=\"UTF-8\""), answer);
    const auto wrong = "Authorization: Basic " + base::to_base64(scripted_directus::ada().email + ":wrong");
    BOOST_TEST(is(send("POST", {wrong}, "x"), 401));
    BOOST_TEST(is(send("POST", {"Authorization: Digest x"}, "x"), 401));
    BOOST_TEST(directus.count("POST /files") == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_or_too_large_is_refused)
{
    BOOST_TEST(is(send_file({}, ""), 400));
    BOOST_TEST(is(send_file({}, std::string(100'001, 'a')), 413));
    BOOST_TEST(is(send_file({"Content-Type: multipart/form-data; boundary=x"}), 415));
    BOOST_TEST(directus.count("POST /files") == 0U);
    BOOST_TEST(is(send_file({}, std::string(100'000, 'a')), 201));
}

BOOST_AUTO_TEST_CASE(directuss_refusals_come_back)
{
    directus.once("POST /files", {refusal(403, "FORBIDDEN")});
    BOOST_TEST(is(send_file({}), 403));
    directus.once("POST /files", {refusal(413, "CONTENT_TOO_LARGE")});
    BOOST_TEST(is(send_file({}), 422));
    directus.once("POST /files", {refusal(503, "SERVICE_UNAVAILABLE")});
    const auto answer = send_file({});
    BOOST_TEST(is(answer, 503));
    BOOST_TEST(has(answer, "Retry-After: 30"), answer);
    directus.once("POST /files", {steps::http{204, ""}}); // stored, and not for his eyes
    BOOST_TEST(is(send_file({}), 403));
}

BOOST_AUTO_TEST_CASE(missing_permission_to_create_files_is_told_before_the_body)
{
    directus.always("GET /permissions/me",
                    {steps::http{200, R"({"data":{"messages":{"read":{"access":"full","fields":["*"]}},)"
                                      R"("directus_files":{"read":{"access":"full"}}}})"}});
    const auto one = loopback_stream::connect(gateway.uploads_port());
    one->write("POST /up HTTP/1.1\r\nHost: chat.test\r\nExpect: 100-continue\r\nAuthorization: " + as_ada +
               "\r\nContent-Length: 1000\r\n\r\n");
    const auto answer = one->read_to("\r\n\r\n").value_or("nothing");
    BOOST_TEST(is(answer, 403), answer);
    BOOST_TEST(directus.count("POST /files") == 0U);
}

BOOST_AUTO_TEST_CASE(a_file_of_unknown_length_goes_to_directus_as_it_comes)
{
    const auto one = loopback_stream::connect(gateway.uploads_port());
    const auto head = "POST /up HTTP/1.1\r\nHost: chat.test\r\nAuthorization: " + as_ada +
                      "\r\nTransfer-Encoding: chunked\r\n\r\n";
    one->write(head + "3\r\nabc\r\n");
    BOOST_TEST(eventually([&] { return directus.count("POST /auth/login") == 1; }));
    one->write("4\r\ndefg\r\n0\r\n\r\n");
    const auto answer = one->read_to("\r\n\r\n").value_or("nothing");
    BOOST_TEST(is(answer, 201), answer);
    BOOST_TEST(directus.calls("POST /files").at(0).body.find("\r\n\r\nabcdefg\r\n--") != std::string::npos);
    const auto other = loopback_stream::connect(gateway.uploads_port());
    other->write(head);
    for (int n = 0; n < 11; ++n)
        other->write(fmt::format("{:x}\r\n{}\r\n", 10'000, std::string(10'000, 'a')));
    const auto refused = other->read_to("\r\n\r\n").value_or("nothing");
    BOOST_TEST(is(refused, 413), refused);
}

BOOST_AUTO_TEST_CASE(an_empty_file_of_unknown_length_is_refused)
{
    const auto one = loopback_stream::connect(gateway.uploads_port());
    one->write("POST /up HTTP/1.1\r\nHost: chat.test\r\nAuthorization: " + as_ada +
               "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    BOOST_TEST(is(one->read_to("\r\n\r\n").value_or("nothing"), 400));
    BOOST_TEST(directus.count("POST /files") == 0U);
}

BOOST_AUTO_TEST_CASE(slow_uploads_delay_no_other_request)
{
    std::vector<std::unique_ptr<loopback_stream>> all;
    for (std::size_t n = 0; n < net::http_server::most_connections; ++n) {
        all.push_back(loopback_stream::connect(gateway.uploads_port()));
        all.back()->write("POST /up HTTP/1.1\r\nHost: chat.test\r\nAuthorization: " + as_ada +
                          "\r\nContent-Length: 2\r\n\r\na");
    }
    BOOST_TEST(eventually([&] { return directus.connections() >= all.size(); }));
    auto grace = on_channel(grace_pass);
    grace.send("PRIVMSG #messages :hello");
    BOOST_TEST(eventually([&] { return directus.stored("hello") == 1; }));
    for (const auto& one : all) {
        one->write("b");
        BOOST_TEST(is(one->read_to("\r\n\r\n").value_or("nothing"), 201));
    }
}

BOOST_AUTO_TEST_CASE(an_upload_cut_off_by_its_sender_is_cut_off_at_directus)
{
    auto one = loopback_stream::connect(gateway.uploads_port());
    one->write("POST /up HTTP/1.1\r\nHost: chat.test\r\nAuthorization: " + as_ada +
               "\r\nContent-Length: 100\r\n\r\nabc");
    BOOST_TEST(directus.arrived("GET /permissions/me"));
    one->reset();
    one.reset();
    BOOST_TEST(is(send_file({}), 201));
    for (const auto& call : directus.calls("POST /files"))
        BOOST_TEST(call.body.find("abc\r\n--") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_an_upload_under_way)
{
    const auto one = loopback_stream::connect(gateway.uploads_port());
    one->write("POST /up HTTP/1.1\r\nHost: chat.test\r\nAuthorization: " + as_ada +
               "\r\nContent-Length: 100\r\n\r\nabc");
    BOOST_TEST(directus.arrived("GET /permissions/me"));
    BOOST_TEST(gateway.stop());
    BOOST_TEST(one->ended());
}

BOOST_AUTO_TEST_CASE(directus_away_is_no_wrong_password)
{
    directus.set_away(true);
    BOOST_TEST(is(send_file({}), 503));
}

BOOST_AUTO_TEST_SUITE_END()
