#include "server/config/secret_file.hpp"

#include "server/config/config.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

BOOST_AUTO_TEST_SUITE(secret_file)

namespace {

namespace fs = std::filesystem;

struct file {
    explicit file(std::string_view text)
        : path((fs::temp_directory_path() / ("directus-ircd-secret-" + std::to_string(::getpid()))).string())
    {
        std::ofstream(path, std::ios::binary) << text;
    }
    ~file() { fs::remove(path); }
    file(const file&) = delete;
    file& operator=(const file&) = delete;

    std::string path;
};

std::string text_of(std::string_view text)
{
    const file one(text);
    return std::string(server::read_secret_file(one.path).reveal());
}

std::string error_of(const std::string& path)
{
    try {
        server::read_secret_file(path);
        return "";
    } catch (const server::config_error& error) {
        return error.what();
    }
}

// The same for a file of this text, whose name is left out.
std::string error_in(std::string_view text)
{
    const file one(text);
    const auto error = error_of(one.path);
    BOOST_TEST(error.starts_with(one.path + ": "));
    return error.substr(one.path.size() + 2);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_line_with_or_without_its_end)
{
    BOOST_TEST(text_of("abc") == "abc");
    BOOST_TEST(text_of("abc\n") == "abc");
    BOOST_TEST(text_of("abc\r\n") == "abc");
    BOOST_TEST(text_of(" a b \n") == " a b ");
    BOOST_TEST(text_of(std::string(4096, 'x')).size() == 4096u);
}

BOOST_AUTO_TEST_CASE(what_is_no_secret)
{
    BOOST_TEST(error_in("") == "is empty");
    BOOST_TEST(error_in("\n") == "is empty");
    BOOST_TEST(error_in("a\nb\n") == "holds more than one line");
    BOOST_TEST(error_in("a\n\n") == "holds more than one line");
    BOOST_TEST(error_in(std::string_view("a\0b", 3)) == "holds control characters");
    BOOST_TEST(error_in(std::string(4097, 'x')) == "holds more than 4096 bytes");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_named_with_the_reason)
{
    BOOST_TEST(error_of("/nonexistent/token") == "/nonexistent/token: No such file or directory");
    BOOST_TEST(error_of("/tmp") == "/tmp: Is a directory");
}

BOOST_AUTO_TEST_CASE(who_may_read_it)
{
    const file one("abc");
    fs::permissions(one.path, fs::perms::owner_read | fs::perms::group_read);
    BOOST_TEST(!server::is_readable_by_all(one.path));
    fs::permissions(one.path, fs::perms::others_read, fs::perm_options::add);
    BOOST_TEST(server::is_readable_by_all(one.path));
    BOOST_TEST(!server::is_readable_by_all("/nonexistent/token"));
}

BOOST_AUTO_TEST_SUITE_END()
