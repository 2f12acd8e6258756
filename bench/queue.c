/*
 * The peer of the queue's benchmark: what a small C program needs to read every message's files once. It lists mess/N,
 * info/N, local/N and remote/N, asks lstat of each message, and opens, stats and reads each envelope. It judges nothing.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned long messages, envelopes, bytes;
static char buffer[65536];

static void look(const char *path) {
  struct stat st;
  if (lstat(path, &st) == 0) messages++;
}

static void slurp(const char *path) {
  struct stat st;
  int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd == -1) return;
  if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
    ssize_t got = read(fd, buffer, sizeof buffer);
    if (got >= 0) {
      envelopes++;
      bytes += (unsigned long) got;
    }
  }
  close(fd);
}

static void tree(const char *queue, const char *name, int split, void (*each)(const char *)) {
  char path[8192];
  for (int n = 0; n < split; n++) {
    struct dirent *entry;
    int at = snprintf(path, sizeof path, "%s/%s/%d", queue, name, n);
    DIR *dir = opendir(path);
    if (!dir) continue;
    while ((entry = readdir(dir)))
      if (entry->d_name[0] != '.') {
        snprintf(path + at, sizeof path - (size_t) at, "/%s", entry->d_name);
        each(path);
      }
    closedir(dir);
  }
}

int main(int argc, char **argv) {
  if (argc != 2 || strlen(argv[1]) > 4096) {
    fputs("usage: queue QUEUE\n", stderr);
    return 2;
  }
  tree(argv[1], "mess", 23, look);
  tree(argv[1], "info", 23, slurp);
  tree(argv[1], "local", 23, slurp);
  tree(argv[1], "remote", 23, slurp);
  printf("messages %lu\nenvelopes %lu\nbytes %lu\n", messages, envelopes, bytes);
  return fflush(stdout) ? 1 : 0;
}
