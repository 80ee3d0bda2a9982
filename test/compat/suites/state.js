exports.value = 0;
