// Offers the browser's own time zone: a new reader gets it, others are asked.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const field = document.getElementById("time_zone");

if (field?.type === "hidden") {
  field.value = here;
} else if (field && field.value !== here && [...field.options].some((one) => one.value === here)) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = `Use ${here.replaceAll("_", " ")}, where this browser is`;
  button.addEventListener("click", () => {
    field.value = here;
    button.remove();
    field.focus();
  });
  field.after(button);
}
