// Runs a fuzz target on files and folders of them: what libFuzzer does where it is there.
#include "fuzz/fuzz.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

std::size_t replay(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    return 1;
}

} // namespace

int main(int count, char** arguments)
{
    std::size_t inputs = 0;
    for (int n = 1; n < count; ++n) {
        if (std::filesystem::is_directory(arguments[n]))
            for (const auto& one : std::filesystem::directory_iterator(arguments[n]))
                inputs += replay(one.path());
        else
            inputs += replay(arguments[n]);
    }
    std::printf("%zu inputs\n", inputs);
    return inputs > 0 ? 0 : 1;
}
