/*
 * A SunSpec client on libmodbus, for tests: walks the models of a unit, or writes a float.
 *
 *   sunspec-walk PORT UNIT walk            stdout: [[ADDRESS,ID,[WORD…]],…], the end model with no words
 *   sunspec-walk PORT UNIT write ADDRESS FLOAT   stdout: {"written":2} or {"error":"…"}
 */
#include <errno.h>
#include <modbus/modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_all(modbus_t *ctx, int from, int count, uint16_t *words) {
  for (int k = 0; k < count; k += 100) {
    int some = count - k < 100 ? count - k : 100;
    if (modbus_read_registers(ctx, from + k, some, words + k) != some) return 0;
  }
  return 1;
}

static int walk(modbus_t *ctx) {
  static uint16_t words[65536];
  int at = 40002;
  if (!read_all(ctx, 40000, 2, words) || words[0] != 0x5375 || words[1] != 0x6e53) return 0;
  printf("[");
  while (at < 65534) {
    uint16_t head[2];
    if (!read_all(ctx, at, 2, head)) return 0;
    int length = head[1];
    if (at + 2 + length > 65536 || (length > 0 && !read_all(ctx, at + 2, length, words))) return 0;
    printf("%s[%d,%d,[", at == 40002 ? "" : ",", at, head[0]);
    for (int k = 0; k < length; k++) printf("%s%d", k == 0 ? "" : ",", words[k]);
    printf("]]");
    if (head[0] == 0xffff) break;
    at += 2 + length;
  }
  printf("]\n");
  return 1;
}

int main(int argc, char **argv) {
  if (argc < 4) return 64;
  modbus_t *ctx = modbus_new_tcp("127.0.0.1", atoi(argv[1]));
  if (ctx == NULL || modbus_set_slave(ctx, atoi(argv[2])) != 0 || modbus_connect(ctx) != 0) {
    fprintf(stderr, "%s\n", modbus_strerror(errno));
    return 1;
  }
  int good = 1;
  if (strcmp(argv[3], "walk") == 0) {
    good = walk(ctx);
    if (!good) fprintf(stderr, "walk: %s\n", modbus_strerror(errno));
  } else if (argc == 6) {
    float given = (float)atof(argv[5]);
    uint32_t bits;
    memcpy(&bits, &given, sizeof bits);
    uint16_t words[2] = {(uint16_t)(bits >> 16), (uint16_t)bits};
    int written = modbus_write_registers(ctx, atoi(argv[4]), 2, words);
    if (written == 2) printf("{\"written\":2}\n");
    else printf("{\"error\":\"%s\"}\n", modbus_strerror(errno));
  } else {
    good = 0;
  }
  modbus_close(ctx);
  modbus_free(ctx);
  return good ? 0 : 1;
}
