#include "server/clients/queue_memory.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

namespace {

using server::queue_memory;

class client_stub final : private queue_memory::holder {
public:
    client_stub(queue_memory& all, char name, std::string& dropped)
        : name_(name)
        , dropped_(dropped)
        , share_(all, *this)
    {
    }

    void is(std::size_t bytes) { share_.is(bytes); }

private:
    void drop_what_waits() override { dropped_ += name_; }

    char name_;
    std::string& dropped_;
    queue_memory::share share_;
};

struct fixture {
    int told = 0;
    std::string dropped;
    queue_memory memory{100, [this] { ++told; }};

    std::unique_ptr<client_stub> client(char name)
    {
        return std::make_unique<client_stub>(memory, name, dropped);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(queue_memory_, fixture)

BOOST_AUTO_TEST_CASE(what_waits_is_summed_up)
{
    const auto a = client('a');
    auto b = client('b');
    a->is(30);
    b->is(60);
    BOOST_TEST(memory.bytes() == 90U);
    a->is(10);
    BOOST_TEST(memory.bytes() == 70U);
    b.reset();
    BOOST_TEST(memory.bytes() == 10U);
    a->is(0);
    BOOST_TEST(memory.bytes() == 0U);
    BOOST_TEST(told == 0);
}

BOOST_AUTO_TEST_CASE(over_the_limit_those_with_most_go_and_no_more_than_needed)
{
    const auto a = client('a');
    const auto b = client('b');
    const auto c = client('c');
    const auto d = client('d');
    a->is(40);
    b->is(20);
    c->is(40);
    BOOST_TEST(told == 0); // the limit itself may be reached
    d->is(50);
    a->is(60);
    BOOST_TEST(told == 1);
    BOOST_TEST(dropped == "");
    memory.shed();
    BOOST_TEST(dropped == "ad");
    BOOST_TEST(memory.bytes() == 60U);
    memory.shed();
    BOOST_TEST(dropped == "ad");
    b->is(70);
    BOOST_TEST(told == 2); // it is said again
}

BOOST_AUTO_TEST_CASE(who_is_alone_with_too_much_goes)
{
    const auto a = client('a');
    a->is(101);
    memory.shed();
    BOOST_TEST(dropped == "a");
    memory.shed();
    BOOST_TEST(dropped == "a");
    BOOST_TEST(memory.bytes() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
