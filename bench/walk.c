/*
 * The peer of the benchmark: what a small C program with one thread needs to look at every mailbox once. For each
 * account of ROOT/etc/passwd it asks lstat of the home, Maildir, cur, new and tmp, lists the home, and reads each file
 * whose name begins with .qmail. It judges nothing; the counts show that the work was done.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned long accounts, homes, maildirs, missing, foreign, dotqmails, bytes;
static char path[8192];
static char buffer[65536];

/* Appends "/" and name at offset `at` of path; the new length, or 0 where it does not fit. */
static size_t append(size_t at, const char *name) {
  size_t length = strlen(name);
  if (at + length + 2 > sizeof path) return 0;
  path[at] = '/';
  memcpy(path + at + 1, name, length + 1);
  return at + 1 + length;
}

/* 1 where path is a directory itself, not a link to one. */
static int directory(uid_t uid) {
  struct stat st;
  if (lstat(path, &st) == -1) {
    missing++;
    return 0;
  }
  if (st.st_uid != uid) foreign++;
  return S_ISDIR(st.st_mode);
}

static void maildir(size_t home, uid_t uid) {
  static const char *const parts[] = {"cur", "new", "tmp"};
  size_t at = append(home, "Maildir");
  int whole = at && directory(uid);
  for (size_t i = 0; i < 3; i++)
    if (!at || !append(at, parts[i]) || !directory(uid)) whole = 0;
  maildirs += whole;
}

static void dotqmail(void) {
  struct stat st;
  int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd == -1) return;
  if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
    ssize_t got = read(fd, buffer, sizeof buffer);
    if (got >= 0) {
      dotqmails++;
      bytes += (unsigned long) got;
    }
  }
  close(fd);
}

static void list(size_t home) {
  struct dirent *entry;
  path[home] = 0;
  DIR *dir = opendir(path);
  if (!dir) return;
  while ((entry = readdir(dir)))
    if (strncmp(entry->d_name, ".qmail", 6) == 0 && append(home, entry->d_name)) dotqmail();
  closedir(dir);
}

/* Cuts `line` at the next colon: what stands before it, and `*rest` after it. */
static char *field(char **rest) {
  char *start = *rest;
  char *colon = start ? strchr(start, ':') : NULL;
  if (colon) *colon = 0;
  *rest = colon ? colon + 1 : NULL;
  return start;
}

static void account(size_t root, char *line) {
  char *rest = line;
  field(&rest);
  field(&rest);
  char *uid = field(&rest);
  field(&rest);
  field(&rest);
  char *home = field(&rest);
  if (!uid || !home || *home != '/') return;
  accounts++;
  size_t at = append(root, home + 1);
  if (!at) return;
  uid_t owner = (uid_t) strtoul(uid, NULL, 10);
  if (directory(owner)) homes++;
  maildir(at, owner);
  list(at);
}

int main(int argc, char **argv) {
  size_t room = 0;
  char *line = NULL;
  ssize_t length;

  if (argc != 2 || strlen(argv[1]) > sizeof path / 2) {
    fputs("usage: walk ROOT\n", stderr);
    return 2;
  }
  size_t root = strlen(argv[1]);
  memcpy(path, argv[1], root);
  append(root, "etc/passwd");
  FILE *passwd = fopen(path, "re");
  if (!passwd) {
    fprintf(stderr, "walk: %s: %s\n", path, strerror(errno));
    return 1;
  }
  while ((length = getline(&line, &room, passwd)) > 0) {
    if (line[length - 1] == '\n') line[length - 1] = 0;
    account(root, line);
  }
  printf("accounts %lu\nhomes %lu\nmaildirs %lu\nmissing %lu\nforeign %lu\ndotqmails %lu\nbytes %lu\n", accounts, homes,
         maildirs, missing, foreign, dotqmails, bytes);
  return ferror(passwd) || fflush(stdout) ? 1 : 0;
}
