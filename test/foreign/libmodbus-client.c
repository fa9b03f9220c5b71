/*
 * A Modbus client on libmodbus, for tests and for comparison: reads one block of registers or bits again and again.
 *
 *   libmodbus-client tcp|rtu HOST:PORT|PATH UNIT FUNCTION ADDRESS QUANTITY COUNT
 *   libmodbus-client tcp|rtu HOST:PORT|PATH UNIT write FUNCTION ADDRESS VALUE...
 *
 * stdout, one line: {"reads":N,"errors":N,"ms":T,"cpuUs":T,"values":[…]}, the values being those of the last read; for a
 * write {"written":N} or {"error":"…"}.
 */
#include <errno.h>
#include <modbus/modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double wall_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static double cpu_us(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

static modbus_t *open_line(const char *kind, char *target) {
  if (strcmp(kind, "rtu") == 0) return modbus_new_rtu(target, 115200, 'N', 8, 1);
  char *colon = strrchr(target, ':');
  *colon = '\0';
  return modbus_new_tcp(target, atoi(colon + 1));
}

static int read_once(modbus_t *ctx, int function, int address, int quantity, uint16_t *values) {
  uint8_t bits[MODBUS_MAX_READ_BITS];
  int got;
  if (function == 3) return modbus_read_registers(ctx, address, quantity, values);
  if (function == 4) return modbus_read_input_registers(ctx, address, quantity, values);
  got = function == 1 ? modbus_read_bits(ctx, address, quantity, bits)
                      : modbus_read_input_bits(ctx, address, quantity, bits);
  for (int k = 0; k < got; k++) values[k] = bits[k];
  return got;
}

static int write_once(modbus_t *ctx, int function, int address, int count, char **words) {
  uint16_t values[128];
  uint8_t bits[128];
  for (int k = 0; k < count && k < 128; k++) bits[k] = (values[k] = (uint16_t)atoi(words[k])) != 0;
  if (function == 5) return modbus_write_bit(ctx, address, values[0] != 0);
  if (function == 6) return modbus_write_register(ctx, address, values[0]);
  if (function == 15) return modbus_write_bits(ctx, address, count, bits);
  return modbus_write_registers(ctx, address, count, values);
}

int main(int argc, char **argv) {
  if (argc < 8) return 64;
  modbus_t *ctx = open_line(argv[1], argv[2]);
  modbus_set_slave(ctx, atoi(argv[3]));
  modbus_set_response_timeout(ctx, 5, 0);
  if (modbus_connect(ctx) != 0) {
    printf("{\"error\":\"%s\"}\n", modbus_strerror(errno));
    return 1;
  }
  if (strcmp(argv[4], "write") == 0) {
    int written = write_once(ctx, atoi(argv[5]), atoi(argv[6]), argc - 7, argv + 7);
    if (written < 0) printf("{\"error\":\"%s\"}\n", modbus_strerror(errno));
    else printf("{\"written\":%d}\n", written);
    return written < 0;
  }
  int function = atoi(argv[4]), address = atoi(argv[5]), quantity = atoi(argv[6]), count = atoi(argv[7]), errors = 0;
  uint16_t values[MODBUS_MAX_READ_BITS] = {0};
  double from_ms = wall_ms(), from_us = cpu_us();
  for (int k = 0; k < count; k++) errors += read_once(ctx, function, address, quantity, values) != quantity;
  printf("{\"reads\":%d,\"errors\":%d,\"ms\":%.1f,\"cpuUs\":%.0f,\"values\":[", count, errors, wall_ms() - from_ms,
         cpu_us() - from_us);
  for (int k = 0; k < quantity; k++) printf("%s%d", k > 0 ? "," : "", values[k]);
  printf("]}\n");
  return 0;
}
