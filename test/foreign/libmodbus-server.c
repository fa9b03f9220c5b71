/*
 * A Modbus server on libmodbus, for tests: it plays the units of a register image, refuses addresses that the image does
 * not have with exception 2, and prints every write request.
 *
 *   libmodbus-server [tcp] [rtu-over-tcp] [serial:PATH]
 *
 * stdin, one command a line, each answered by {"done":N} with N counting from 1:
 *   {"unit":1,"space":"holding","address":100,"values":[1,2]}   puts values; spaces: coil, discrete, holding, input
 *   {"clear":1}                                                 forgets a unit's image
 *   {"drop":0}                                                  closes every TCP connection
 *   {"mute":1}                                                  takes requests and answers none, until {"mute":0}
 *   {"sync":0}                                                  does nothing: its answer comes behind all before it
 * stdout, one event a line: {"ready":…} with the ports, {"write":…}, {"connections":N} with those open now.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <modbus/modbus.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SPACES = 4, ADDRESSES = 65536, MOST_PEERS = 64 };
static const char *const space_names[SPACES] = {"coil", "discrete", "holding", "input"};

typedef struct {
  modbus_mapping_t *map;
  unsigned char has[SPACES][ADDRESSES];
} unit_image;

typedef struct {
  int fd;
  modbus_t *ctx;
  int is_listener;
  int is_rtu;
} peer;

static unit_image *images[256];
static peer peers[MOST_PEERS];
static int peer_count = 0;
static unsigned long commands = 0;
static int is_mute = 0;

/* The context whose next read begins a request in RTU framing. */
static modbus_t *request_begins = NULL;

/*
 * libmodbus answers for one unit on a line. Ours plays many: the first byte of a request says which one it is this time.
 * The library's own calls of read() end here.
 */
ssize_t read(int fd, void *buffer, size_t count) {
  ssize_t got = syscall(SYS_read, fd, buffer, count);
  if (request_begins != NULL && got > 0) {
    modbus_set_slave(request_begins, *(unsigned char *)buffer);
    request_begins = NULL;
  }
  return got;
}

static unit_image *image_of(int unit) {
  if (images[unit] == NULL) {
    images[unit] = calloc(1, sizeof(unit_image));
    images[unit]->map = modbus_mapping_new(ADDRESSES, ADDRESSES, ADDRESSES, ADDRESSES);
  }
  return images[unit];
}

static void put(int unit, int space, int address, long value) {
  unit_image *image = image_of(unit);
  image->has[space][address] = 1;
  if (space == 0) image->map->tab_bits[address] = value != 0;
  else if (space == 1) image->map->tab_input_bits[address] = value != 0;
  else if (space == 2) image->map->tab_registers[address] = (uint16_t)value;
  else image->map->tab_input_registers[address] = (uint16_t)value;
}

static void connections(void) {
  int open = 0;
  for (int k = 0; k < peer_count; k++) open += !peers[k].is_listener && peers[k].ctx != NULL;
  printf("{\"connections\":%d}\n", open);
}

static void forget(int k) {
  close(peers[k].fd);
  modbus_free(peers[k].ctx);
  peers[k] = peers[--peer_count];
  connections();
}

static void command(const char *line) {
  int unit, address, at = 0;
  char name[16];
  if (sscanf(line, "{\"unit\":%d,\"space\":\"%15[a-z]\",\"address\":%d,\"values\":[%n", &unit, name, &address, &at) == 3 &&
      at > 0 && unit >= 0 && unit < 256) {
    int space = 0;
    while (space < SPACES - 1 && strcmp(space_names[space], name) != 0) space++;
    const char *rest = line + at;
    while (*rest != ']' && *rest != '\0' && address < ADDRESSES) {
      char *end;
      put(unit, space, address++, strtol(rest, &end, 10));
      rest = *end == ',' ? end + 1 : end;
    }
  } else if (sscanf(line, "{\"clear\":%d}", &unit) == 1 && unit >= 0 && unit < 256) {
    if (images[unit] != NULL) memset(images[unit]->has, 0, sizeof images[unit]->has);
  } else if (strncmp(line, "{\"drop\"", 7) == 0) {
    for (int k = peer_count - 1; k >= 0; k--)
      if (!peers[k].is_listener && peers[k].ctx != NULL && !isatty(peers[k].fd)) forget(k);
  } else if (sscanf(line, "{\"mute\":%d}", &is_mute) != 1 && strncmp(line, "{\"sync\"", 7) != 0) {
    fprintf(stderr, "no command: %s", line);
    exit(2);
  }
  printf("{\"done\":%lu}\n", ++commands);
}

static void print_write(int unit, const uint8_t *pdu) {
  int function = pdu[0], address = pdu[1] << 8 | pdu[2], count = pdu[3] << 8 | pdu[4];
  printf("{\"write\":{\"unit\":%d,\"function\":%d,\"address\":%d,\"values\":[", unit, function, address);
  if (function == 5) printf("%d", count == 0xff00);
  else if (function == 6) printf("%d", count);
  else
    for (int k = 0; k < count; k++)
      printf("%s%d", k > 0 ? "," : "",
             function == 15 ? pdu[6 + k / 8] >> (k % 8) & 1 : pdu[6 + 2 * k] << 8 | pdu[7 + 2 * k]);
  printf("]}}\n");
}

static int space_of(int function) {
  return function == 1 || function == 5 || function == 15 ? 0 : function == 2 ? 1 : function == 4 ? 3 : 2;
}

/* 0: the connection is gone. */
static int serve(peer *from) {
  uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
  if (from->is_rtu) request_begins = from->ctx;
  int length = modbus_receive(from->ctx, query);
  request_begins = NULL;
  if (length < 0) return from->is_rtu && errno != ECONNRESET && errno != EBADF && errno != EPIPE;
  if (length == 0 || is_mute) return 1;
  int header = modbus_get_header_length(from->ctx);
  int unit = query[header - 1], function = query[header];
  const uint8_t *pdu = query + header;
  unit_image *image = images[unit];
  if (image == NULL) return modbus_reply_exception(from->ctx, query, MODBUS_EXCEPTION_GATEWAY_TARGET) >= 0;
  int address = pdu[1] << 8 | pdu[2];
  int count = function == 5 || function == 6 ? 1 : pdu[3] << 8 | pdu[4];
  int here = address + count <= ADDRESSES;
  for (int k = 0; here && k < count; k++) here = image->has[space_of(function)][address + k];
  if (!here) return modbus_reply_exception(from->ctx, query, MODBUS_EXCEPTION_ILLEGAL_DATA_ADDRESS) >= 0;
  if (function == 5 || function == 6 || function == 15 || function == 16) {
    print_write(unit, pdu);
    fflush(stdout);
  }
  return modbus_reply(from->ctx, query, length, image->map) >= 0;
}

static void add(int fd, modbus_t *ctx, int is_listener, int is_rtu) {
  if (peer_count == MOST_PEERS) {
    fprintf(stderr, "too many connections\n");
    exit(2);
  }
  peers[peer_count++] = (peer){fd, ctx, is_listener, is_rtu};
}

static modbus_t *rtu_context(const char *path) {
  modbus_t *ctx = modbus_new_rtu(path, 115200, 'N', 8, 1);
  modbus_set_slave(ctx, 1);
  return ctx;
}

static void take(int listener) {
  int fd = accept(peers[listener].fd, NULL, NULL), on = 1;
  if (fd < 0) return;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  modbus_t *ctx = peers[listener].is_rtu ? rtu_context("/dev/null") : modbus_new_tcp("127.0.0.1", 0);
  modbus_set_socket(ctx, fd);
  add(fd, ctx, 0, peers[listener].is_rtu);
  connections();
}

static int listen_somewhere(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof here;
  if (fd < 0 || bind(fd, (struct sockaddr *)&here, size) != 0 || listen(fd, 16) != 0) exit(2);
  getsockname(fd, (struct sockaddr *)&here, &size);
  return fd | ntohs(here.sin_port) << 16;
}

/* Commands as they come in, a line each. */
static int take_commands(void) {
  static char *text = NULL;
  static size_t size = 0, length = 0;
  if (size - length < 65536) text = realloc(text, size += 1 << 20);
  ssize_t got = syscall(SYS_read, STDIN_FILENO, text + length, size - length - 1);
  if (got <= 0) return 0;
  length += (size_t)got;
  char *begin = text, *end;
  while ((end = memchr(begin, '\n', (size_t)(text + length - begin))) != NULL) {
    *end = '\0';
    command(begin);
    begin = end + 1;
  }
  length -= (size_t)(begin - text);
  memmove(text, begin, length);
  return 1;
}

int main(int argc, char **argv) {
  /* A client that has gone shows in the write itself. */
  signal(SIGPIPE, SIG_IGN);
  printf("{\"ready\":{");
  for (int k = 1; k < argc; k++) {
    if (strncmp(argv[k], "serial:", 7) == 0) {
      modbus_t *ctx = rtu_context(argv[k] + 7);
      if (modbus_connect(ctx) != 0) exit(2);
      add(modbus_get_socket(ctx), ctx, 0, 1);
      printf("%s\"serial\":1", k > 1 ? "," : "");
    } else {
      unsigned both = (unsigned)listen_somewhere();
      add((int)(both & 0xffff), NULL, 1, strcmp(argv[k], "rtu-over-tcp") == 0);
      printf("%s\"%s\":%u", k > 1 ? "," : "", argv[k], both >> 16);
    }
  }
  printf("}}\n");
  fflush(stdout);
  for (;;) {
    struct pollfd waiting[MOST_PEERS + 1] = {{.fd = STDIN_FILENO, .events = POLLIN}};
    int count = peer_count;
    for (int k = 0; k < count; k++) waiting[k + 1] = (struct pollfd){.fd = peers[k].fd, .events = POLLIN};
    if (poll(waiting, (nfds_t)count + 1, -1) < 0 && errno != EINTR) return 2;
    /* From the last: one that goes gives its place to the last one, which had its turn. */
    for (int k = count - 1; k >= 0; k--) {
      if (waiting[k + 1].revents == 0) continue;
      if (peers[k].is_listener) take(k);
      else if (!serve(&peers[k])) forget(k);
    }
    if (waiting[0].revents != 0 && !take_commands()) return 0;
    fflush(stdout);
  }
}
