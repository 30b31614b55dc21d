// Memory for large arrays that are read here and there: on pages of 2 MiB, where the system gives them, an address
// costs no walk through the page tables.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace limen {

// An allocator for std::vector. An array shorter than a huge page lies where others do.
template <class T>
struct HugePages {
    using value_type = T;
    static constexpr std::size_t page = std::size_t{2} << 20;

    HugePages() = default;
    template <class U>
    HugePages(const HugePages<U>&) noexcept {}

    T* allocate(std::size_t n) {
        if (n > static_cast<std::size_t>(-1) / sizeof(T) - page) throw std::bad_array_new_length();
        const std::size_t bytes = n * sizeof(T);
        void* memory = bytes < page ? std::malloc(bytes) : std::aligned_alloc(page, (bytes + page - 1) / page * page);
        if (memory == nullptr) throw std::bad_alloc();
#if defined(__linux__) && defined(MADV_HUGEPAGE)
        if (bytes >= page) madvise(memory, bytes, MADV_HUGEPAGE);  // a wish: without it, all is as it was
#endif
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, std::size_t) noexcept { std::free(memory); }

    friend bool operator==(const HugePages&, const HugePages&) noexcept { return true; }
};

}  // namespace limen
