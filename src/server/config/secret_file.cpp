#include "server/config/secret_file.hpp"

#include "server/config/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace server {

namespace {

constexpr std::size_t longest_secret = 4096;

// A descriptor rather than a stream, whose buffer would keep a copy.
class descriptor {
public:
    explicit descriptor(const std::string& path)
        : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC))
    {
    }
    ~descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;

    // 0 at the end, below 0 where it failed: see errno.
    ssize_t read(char* into, std::size_t most) const { return ::read(number_, into, most); }
    bool is_open() const { return number_ >= 0; }

private:
    int number_;
};

[[noreturn]] void fail(const std::string& path, std::string_view reason)
{
    throw config_error(fmt::format("{}: {}", path, reason));
}

// Fills `text`, which has room for one byte more than may be.
void read_whole(const std::string& path, std::string& text)
{
    const descriptor file(path);
    if (!file.is_open())
        fail(path, std::strerror(errno));
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = file.read(text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail(path, std::strerror(errno));
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    text.resize(size);
}

} // namespace

base::secret read_secret_file(const std::string& path)
{
    std::string text(longest_secret + 1, '\0');
    const base::wiped_at_end wiped(text);
    read_whole(path, text);
    if (text.size() > longest_secret)
        fail(path, fmt::format("holds more than {} bytes", longest_secret));
    std::string_view line = text;
    if (line.ends_with('\n'))
        line.remove_suffix(1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.empty())
        fail(path, "is empty");
    if (line.find('\n') != line.npos)
        fail(path, "holds more than one line");
    if (std::ranges::any_of(line, [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
        fail(path, "holds control characters");
    return base::secret(line);
}

bool is_readable_by_all(const std::string& path)
{
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 && (found.st_mode & S_IROTH) != 0;
}

} // namespace server
