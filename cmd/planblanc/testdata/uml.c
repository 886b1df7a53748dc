/* Loaded before User-Mode Linux: makes it run on any processor, and keeps a
 * journal of what it writes to its disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

enum { XSTATE = 0x202 }; /* NT_X86_XSTATE of ptrace(2) */

/* Linux 6.1 gives ptrace the floating-point state up to AVX, 832 bytes. Of a
 * processor with more, AVX-512 or AMX, the host takes all or nothing: what is
 * missing is what the process has. Threads then share the rest, which programs
 * must not use (GODEBUG=cpu.all=off). */
long ptrace(enum __ptrace_request request, ...)
{
	static long (*next)(enum __ptrace_request, ...);
	static char state[1 << 16]; /* the kernel's stacks are small */
	struct iovec whole = { state, sizeof state };
	va_list rest;
	va_start(rest, request);
	int pid = va_arg(rest, int);
	void *addr = va_arg(rest, void *), *data = va_arg(rest, void *);
	va_end(rest);
	if (!next)
		next = (long (*)(enum __ptrace_request, ...))dlsym(RTLD_NEXT, "ptrace");
	if (request == PTRACE_SETREGSET && (long)addr == XSTATE) {
		struct iovec *part = data;
		if (next(PTRACE_GETREGSET, pid, addr, &whole) == 0 && part->iov_len < whole.iov_len) {
			memcpy(state, part->iov_base, part->iov_len);
			data = &whole;
		}
	}
	return next(request, pid, addr, data);
}

/* JOURNAL names a file that takes each write to the disk, in their order: its
 * offset and length, eight bytes each as the machine has them, and its bytes. */
ssize_t pwrite64(int disk, const void *bytes, size_t length, off64_t offset)
{
	static ssize_t (*next)(int, const void *, size_t, off64_t);
	static int journal = -2;
	if (!next)
		next = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
	if (journal == -2)
		journal = getenv("JOURNAL") ? open(getenv("JOURNAL"), O_WRONLY | O_CREAT | O_APPEND, 0644) : -1;
	if (journal >= 0) {
		uint64_t head[] = { (uint64_t)offset, length };
		struct iovec record[] = { { head, sizeof head }, { (void *)bytes, length } };
		if (writev(journal, record, 2) != (ssize_t)(sizeof head + length))
			abort();
	}
	return next(disk, bytes, length, offset);
}
