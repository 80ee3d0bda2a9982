require('workerpool').worker({ ask: require('./task') });
