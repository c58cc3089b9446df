/* A module for Xorg that gives the screens of its dummy driver a monitor with a power switch (DPMS), which the driver itself
 * has not. Built by dark_test.py: cc -shared -fPIC $(pkg-config --cflags xorg-server). */
#include <dlfcn.h>
#include <xorg-server.h>

#include <xf86.h>
#include <xf86Module.h>

static Bool (*probe_dummy)(DriverPtr driver, int flags);
static xf86ScreenInitProc *init_dummy;

static void set_power(ScrnInfoPtr screen, int level, int flags) {
  (void)flags;
  xf86DrvMsg(screen->scrnIndex, X_INFO, "monitor: power level %d\n", level);
}

static Bool init_screen(ScreenPtr screen, int argc, char **argv) {
  return init_dummy(screen, argc, argv) && xf86DPMSInit(screen, set_power, 0);
}

static Bool probe(DriverPtr driver, int flags) {
  if (!probe_dummy(driver, flags) || xf86Screens[0] == NULL) return FALSE;
  init_dummy = xf86Screens[0]->ScreenInit;
  xf86Screens[0]->ScreenInit = init_screen;
  return TRUE;
}

/* Before Xorg loads the driver, and copies what it says of itself. */
static void *set_up(void *module, void *options, int *error_major, int *error_minor) {
  (void)options;
  (void)error_minor;
  dlopen(DUMMY_DRIVER, RTLD_LAZY | RTLD_GLOBAL);
  DriverPtr dummy = dlsym(RTLD_DEFAULT, "DUMMY");
  *error_major = LDR_MODSPECIFIC;
  if (dummy == NULL) return NULL;
  probe_dummy = dummy->Probe;
  dummy->Probe = probe;
  return module;
}

static XF86ModuleVersionInfo version = {"monitor",          MODULEVENDORSTRING,    MODINFOSTRING1, MODINFOSTRING2, XORG_VERSION_CURRENT, 1, 0, 0,
                                        ABI_CLASS_VIDEODRV, ABI_VIDEODRV_VERSION, MOD_CLASS_NONE, {0, 0, 0, 0}};
_X_EXPORT XF86ModuleData monitorModuleData = {&version, set_up, NULL};
