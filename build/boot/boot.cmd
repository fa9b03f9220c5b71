# How a box starts from U-Boot: which slot, how many tries are left, and its kernel.
# docs/boot.md tells it in words; build/boot/grub.cfg is the same for GRUB.
#
# The state is a U-Boot environment in the first sector of the partition "env" (fw_env.config: 512 bytes, so that a
# power cut leaves the old or the new one, never half of each): BOOT_ORDER, BOOT_A_LEFT, BOOT_B_LEFT, and BOOT_GOOD, the
# slot that was found well last. U-Boot's shell is small: no "a && b || c", numbers are hexadecimal, and a variable that
# holds a command's name works, which is why one script serves virtio, mmc and usb.

echo "netwacht: start from ${devtype} ${devnum}"
${devtype} dev ${devnum}
part start ${devtype} ${devnum} env env_sector

setenv BOOT_ORDER
setenv BOOT_A_LEFT
setenv BOOT_B_LEFT
setenv BOOT_GOOD
if ${devtype} read ${kernel_addr_r} ${env_sector} 1; then
  if env import -c ${kernel_addr_r} 200 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT BOOT_GOOD; then
    echo "netwacht: order ${BOOT_ORDER}, tries left A ${BOOT_A_LEFT} B ${BOOT_B_LEFT}, good ${BOOT_GOOD}"
  else
    echo "netwacht: no state on the disk, defaults hold"
  fi
fi
if test "${BOOT_ORDER}" != "A B"; then
  if test "${BOOT_ORDER}" != "B A"; then
    if test "${BOOT_ORDER}" != "A"; then
      if test "${BOOT_ORDER}" != "B"; then
        setenv BOOT_ORDER "A B"
      fi
    fi
  fi
fi
if test -z "${BOOT_A_LEFT}"; then setenv BOOT_A_LEFT 3; fi
if test -z "${BOOT_B_LEFT}"; then setenv BOOT_B_LEFT 3; fi

# What lies in a slot: without a kernel it is empty, and no try is spent on it.
part number ${devtype} ${devnum} boota part_A
part number ${devtype} ${devnum} bootb part_B
setenv full_A no
setenv full_B no
if test -e ${devtype} ${devnum}:${part_A} vmlinuz; then setenv full_A yes; fi
if test -e ${devtype} ${devnum}:${part_B} vmlinuz; then setenv full_B yes; fi

# First pass: the first slot of the order that has tries left.
setenv slot
for candidate in ${BOOT_ORDER}; do
  if test -z "${slot}"; then
    if test "${candidate}" = "A"; then
      if test "${full_A}" = "yes"; then
        if test ${BOOT_A_LEFT} -gt 0; then setenv slot A; fi
      fi
    else
      if test "${full_B}" = "yes"; then
        if test ${BOOT_B_LEFT} -gt 0; then setenv slot B; fi
      fi
    fi
  fi
done

# Second pass: nothing is left. All tries are given anew, the slot that was well last comes first, and the kernel is told
# so: the health gate then leaves the box up for a person to see (netwacht.last_resort).
setenv last_resort
if test -z "${slot}"; then
  echo "netwacht: all tries are used up, given anew"
  setenv last_resort " netwacht.last_resort"
  if test "${BOOT_ORDER}${BOOT_GOOD}" = "B AA"; then setenv BOOT_ORDER "A B"; fi
  if test "${BOOT_ORDER}${BOOT_GOOD}" = "A BB"; then setenv BOOT_ORDER "B A"; fi
  for candidate in ${BOOT_ORDER}; do
    if test "${candidate}" = "A"; then
      setenv BOOT_A_LEFT 3
      if test -z "${slot}"; then
        if test "${full_A}" = "yes"; then setenv slot A; fi
      fi
    else
      setenv BOOT_B_LEFT 3
      if test -z "${slot}"; then
        if test "${full_B}" = "yes"; then setenv slot B; fi
      fi
    fi
  done
  if test -z "${slot}"; then
    if test "${full_A}" = "yes"; then setenv slot A; setenv BOOT_A_LEFT 3; fi
  fi
  if test -z "${slot}"; then
    if test "${full_B}" = "yes"; then setenv slot B; setenv BOOT_B_LEFT 3; fi
  fi
fi

if test -n "${slot}"; then
  if test "${slot}" = "A"; then
    setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1
    setenv slot_part ${part_A}
  else
    setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1
    setenv slot_part ${part_B}
  fi
  # The try is on the disk before it is made. A disk that takes no writes starts all the same: better that than a dark box.
  env export -c -s 200 ${kernel_addr_r} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT BOOT_GOOD
  if ${devtype} write ${kernel_addr_r} ${env_sector} 1; then
    echo "netwacht: slot ${slot}, tries left A ${BOOT_A_LEFT} B ${BOOT_B_LEFT}${last_resort}"
  else
    echo "netwacht: slot ${slot}, the count could not be written"
  fi

  setenv roothash
  setenv hashoffset
  if load ${devtype} ${devnum}:${slot_part} ${kernel_addr_r} slot.env; then
    env import -t ${kernel_addr_r} ${filesize} roothash hashoffset
  fi

  # On a Pi the firmware hands over the device tree at ${fdt_addr}; so does QEMU. Its serial port is the second one there.
  if test "${board}" = "qemu-arm"; then
    setenv consoles "console=ttyAMA0"
  else
    setenv consoles "console=tty1 console=ttyS1,115200"
  fi
  setenv bootargs "${consoles} boot=netwacht ro quiet panic=10 systemd.gpt_auto=0 rauc.slot=${slot} netwacht.slot=${slot} netwacht.roothash=${roothash} netwacht.hashoffset=${hashoffset}${last_resort}"
  # The initrd lies 96 MiB above the kernel, whatever size a slot allows: the Pi's own default address is too near.
  setexpr initrd_addr ${kernel_addr_r} + 6000000
  if load ${devtype} ${devnum}:${slot_part} ${kernel_addr_r} vmlinuz; then
    if load ${devtype} ${devnum}:${slot_part} ${initrd_addr} initrd; then
      booti ${kernel_addr_r} ${initrd_addr}:${filesize} ${fdt_addr}
    fi
  fi
  echo "netwacht: slot ${slot} does not start"
else
  echo "netwacht: no slot holds a kernel"
  sleep 10
fi
reset
