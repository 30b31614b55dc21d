// The sums of the standard's examples (FIPS 180-4; NIST's example values and Monte Carlo lengths).
#include "files/sha256.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

#include "limen/files/identity.hpp"

using namespace limen;

TEST_CASE("the standard's examples have the standard's sums") {
    CHECK(sha256_of_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_of_text("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_of_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(
        sha256_of_text("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopq"
                       "rsmnopqrstnopqrstu") == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    CHECK(sha256_of_text(std::string(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a sum is the same however its bytes are cut, at every length around a block") {
    std::vector<unsigned char> bytes(200);
    std::iota(bytes.begin(), bytes.end(), static_cast<unsigned char>(7));
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        Sha256 whole, cut;
        whole.add({bytes.data(), size});
        const std::size_t middle = size / 3;
        cut.add({bytes.data(), middle});
        cut.add({bytes.data() + middle, size - middle});
        Sha256 plain(false);
        plain.add({bytes.data(), size});
        const std::string digits = whole.digits();
        CHECK(digits == cut.digits());
        CHECK(digits == plain.digits());
    }
}
