// What a disk would have kept: notes every change that a process makes to files under POWERLOSS_FOLDER, and every
// fsync, in the journal POWERLOSS_JOURNAL. powerloss.py makes of any prefix of it the files as they were on the disk.
//
// Loaded by LD_PRELOAD. A change and its note are one step under one lock, so the journal's order is the files' order.
// `-shm` files are left out: SQLite builds them anew and never trusts one it finds.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum operation { OPENED = 1, WROTE, TRUNCATED, SYNC_BEGAN, SYNC_ENDED, UNLINKED };

struct note {
    uint64_t moment, offset;
    uint32_t operation, file, length, reserved;
};

enum { DESCRIPTORS = 4096 };
static uint32_t file_of[DESCRIPTORS];
static uint32_t files, notes;
static int journal = -1;
static const char *folder;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("POWERLOSS_JOURNAL");
    folder = getenv("POWERLOSS_FOLDER");
    if (path && folder) journal = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// The caller holds the lock. A short write would garble the journal, so it ends the process.
static uint32_t record(enum operation operation, uint32_t file, uint64_t offset, const void *bytes, uint32_t length) {
    struct note note = {now(), offset, operation, file, length, 0};
    struct iovec parts[2] = {{&note, sizeof note}, {(void *)bytes, length}};
    size_t whole = sizeof note + length;
    if (writev(journal, parts, 2) != (ssize_t)whole) abort();
    return notes++;
}

static uint32_t tracked(int descriptor) {
    return journal >= 0 && descriptor >= 0 && descriptor < DESCRIPTORS ? file_of[descriptor] : 0;
}

static int concerns(const char *path) {
    size_t length = strlen(path), suffix = strlen("-shm");
    if (journal < 0 || strncmp(path, folder, strlen(folder)) != 0) return 0;
    return length < suffix || strcmp(path + length - suffix, "-shm") != 0;
}

static void opened(int descriptor, const char *path, int flags) {
    struct stat about;
    if (descriptor < 0 || descriptor >= DESCRIPTORS || !concerns(path)) return;
    if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) return;
    pthread_mutex_lock(&lock);
    file_of[descriptor] = ++files;
    record(OPENED, files, (flags & O_TRUNC) != 0, path, (uint32_t)strlen(path));
    pthread_mutex_unlock(&lock);
}

#define OPEN(name)                                          \
    int name(const char *path, int flags, ...) {            \
        va_list rest;                                       \
        va_start(rest, flags);                              \
        mode_t mode = va_arg(rest, mode_t);                 \
        va_end(rest);                                       \
        int descriptor = REAL(name)(path, flags, mode);     \
        int fault = errno;                                  \
        opened(descriptor, path, flags);                    \
        errno = fault;                                      \
        return descriptor;                                  \
    }
OPEN(open)
OPEN(open64)

int close(int descriptor) {
    if (tracked(descriptor)) {
        pthread_mutex_lock(&lock);
        file_of[descriptor] = 0;
        pthread_mutex_unlock(&lock);
    }
    return REAL(close)(descriptor);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    uint32_t file = tracked(descriptor);
    if (!file) return REAL(write)(descriptor, bytes, count);
    pthread_mutex_lock(&lock);
    off_t offset = lseek(descriptor, 0, SEEK_CUR);
    ssize_t written = REAL(write)(descriptor, bytes, count);
    if (written > 0) record(WROTE, file, (uint64_t)offset, bytes, (uint32_t)written);
    pthread_mutex_unlock(&lock);
    return written;
}

#define PWRITE(name, type)                                                                  \
    ssize_t name(int descriptor, const void *bytes, size_t count, type offset) {            \
        uint32_t file = tracked(descriptor);                                                \
        if (!file) return REAL(name)(descriptor, bytes, count, offset);                     \
        pthread_mutex_lock(&lock);                                                          \
        ssize_t written = REAL(name)(descriptor, bytes, count, offset);                     \
        if (written > 0) record(WROTE, file, (uint64_t)offset, bytes, (uint32_t)written);   \
        pthread_mutex_unlock(&lock);                                                        \
        return written;                                                                     \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, type)                                                \
    int name(int descriptor, type length) {                                 \
        uint32_t file = tracked(descriptor);                                \
        if (!file) return REAL(name)(descriptor, length);                   \
        pthread_mutex_lock(&lock);                                          \
        int result = REAL(name)(descriptor, length);                        \
        if (result == 0) record(TRUNCATED, file, (uint64_t)length, "", 0);  \
        pthread_mutex_unlock(&lock);                                        \
        return result;                                                      \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

// What was written before the call began is on the disk once it returns; what came in between may not be.
#define SYNC(name)                                                  \
    int name(int descriptor) {                                      \
        uint32_t file = tracked(descriptor);                        \
        if (!file) return REAL(name)(descriptor);                   \
        pthread_mutex_lock(&lock);                                  \
        uint32_t began = record(SYNC_BEGAN, file, 0, "", 0);        \
        pthread_mutex_unlock(&lock);                                \
        int result = REAL(name)(descriptor);                        \
        pthread_mutex_lock(&lock);                                  \
        if (result == 0) record(SYNC_ENDED, file, began, "", 0);    \
        pthread_mutex_unlock(&lock);                                \
        return result;                                              \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    if (!concerns(path)) return REAL(unlink)(path);
    pthread_mutex_lock(&lock);
    int result = REAL(unlink)(path);
    if (result == 0) record(UNLINKED, 0, 0, path, (uint32_t)strlen(path));
    pthread_mutex_unlock(&lock);
    return result;
}
